import type { Session, UnitOfWork } from '../../database/index.js';

/** Reads one state of the database, and cannot write: an answer never mixes what was before and after a posting. */
export async function readOnly<T>(unitOfWork: UnitOfWork, read: (session: Session) => Promise<T>): Promise<T> {
  return unitOfWork.reading(read);
}
