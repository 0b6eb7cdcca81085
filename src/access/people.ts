import { holdLock, type Session } from '../database/index.js';
import { actorKey, actorOf, SeatbackError, type Instant } from '../kernel/index.js';
import type { Identity } from './relying-party.js';

/** So many people of one name, and the next one is told by a number. */
const MOST_NAMESAKES = 20;
const LONGEST_TOLD = 200;

/** The person that a provider vouches for; new to us at the first time. */
export async function knownPerson(session: Session, identity: Identity, at: Instant): Promise<number> {
  const told = [shown(identity.name), shown(identity.email), at];
  const [known] = await session.query<{ person: number }>(
    'UPDATE person SET name = $3, email = $4, told_at = greatest(told_at, $5) WHERE issuer = $1 AND subject = $2 RETURNING person',
    [identity.issuer, identity.subject, ...told],
  );
  if (known !== undefined) return known.person;
  await holdLock(session, 'access');
  const actor = await freeActor(session, identity);
  const { person } = await session.one<{ person: number }>(
    `INSERT INTO person (issuer, subject, name, email, first_seen_at, told_at, actor, actor_key) VALUES ($1, $2, $3, $4, $5, $5, $6, $7)
     ON CONFLICT (issuer, subject) DO UPDATE SET told_at = person.told_at RETURNING person`,
    [identity.issuer, identity.subject, ...told, actor, actorKey(actor)],
  );
  return person;
}

/**
 * A name for the record that nobody has, nor one that looks the same: two people who approve each other's work must be
 * told apart for ever. The provider's own name may change and be given to somebody else; this one does neither.
 */
async function freeActor(session: Session, { userName, email, subject }: Identity): Promise<string> {
  const wished = [userName, email].map(nameWithoutBlanks).find((name) => name !== undefined) ?? 'person';
  for (let namesake = 1; namesake <= MOST_NAMESAKES; namesake += 1) {
    const actor = namesake === 1 && wished !== 'person' ? wished : `${wished} (${String(namesake)})`;
    const taken = await session.query('SELECT FROM person WHERE actor_key = $1', [actorKey(actor)]);
    if (taken.length === 0) return actor;
  }
  return `${wished} (${subject.slice(0, 100)})`;
}

/** A blank would let a name read as "vendor acme-pay", or as two. */
function nameWithoutBlanks(given: string | undefined): string | undefined {
  if (given === undefined || /\s/u.test(given) || given.length > LONGEST_TOLD / 2) return undefined;
  try {
    return actorOf(given);
  } catch (error) {
    if (error instanceof SeatbackError) return undefined;
    throw error;
  }
}

/** What is shown and searched; never what tells people apart. */
function shown(told: string | undefined): string | null {
  const text = (told ?? '')
    .normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_TOLD);
  return text === '' ? null : text;
}
