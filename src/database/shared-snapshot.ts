import { connect, serviceDataSource } from './data-source.js';
import type { Session } from './session.js';
import { UnitOfWork, type SharedSnapshot } from './unit-of-work.js';

/**
 * A transaction on a connection of its own that sees what another one sees, which must last until this one has begun.
 * For threads: connections and sessions belong to the thread that opened them.
 */
export async function inSharedSnapshot<T>(
  { url, snapshot }: SharedSnapshot,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const own = serviceDataSource(url, [], 1);
  await connect(own, 'DATABASE_URL');
  try {
    return await new UnitOfWork(own).inTransaction(async (session) => {
      await session.execute('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await session.execute(`SET TRANSACTION SNAPSHOT '${snapshot.replaceAll("'", "''")}'`);
      return work(session);
    });
  } finally {
    await own.destroy();
  }
}
