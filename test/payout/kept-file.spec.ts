import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { UnitOfWork, Vault, type Session } from '../../src/database/index.js';
import { keepFile, keptFile, keptFileHash } from '../../src/payout/wire-files/index.js';
import { PayoutWorld } from './payout-world.js';

const world = new PayoutWorld();
beforeAll(() => world.open());
afterAll(() => world.end());

/** Some 3.5 MB, with letters of several bytes where pieces end. */
const LINES = Array.from({ length: 50_000 }, (_, number) => `${String(number)} ${'å'.repeat(30)} end\n`);

async function* pieces(): AsyncGenerator<string> {
  for (let from = 0; from < LINES.length; from += 700) yield LINES.slice(from, from + 700).join('');
}

describe('a file that is kept in parts', () => {
  it('comes out as it went in, and is known by the hash of the whole', async () => {
    await kept(async (session, vault, hash) => {
      const content = Buffer.from(LINES.join(''));
      expect(hash).toBe(createHash('sha256').update(content).digest('hex'));
      const parts: Buffer[] = [];
      for await (const part of keptFile(session, vault, 'M-1')) parts.push(part);
      expect(parts.length).toBeGreaterThan(3);
      expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(1_200_000);
      expect(Buffer.concat(parts).equals(content)).toBe(true);
      expect(await keptFileHash(session, vault, 'M-1')).toBe(hash);
    });
  });

  it('does not open where a part stands in another place, or in another file', async () => {
    await kept(async (session, vault) => {
      const sealed = await session.query<{ part: number; sealed: Buffer }>(
        'SELECT part, sealed FROM payout_file_part ORDER BY part',
      );
      const insert = (id: string, part: number, from: number) =>
        session.execute('INSERT INTO payout_file_part (message_id, part, sealed) VALUES ($1, $2, $3)', [
          id,
          part,
          sealed[from]!.sealed,
        ]);
      // Sealed for another message and for another place.
      await insert('M-2', 1, 0);
      await expect(keptFileHash(session, vault, 'M-2')).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
      await insert('M-1', sealed.length + 1, 1);
      await expect(keptFileHash(session, vault, 'M-1')).rejects.toMatchObject({ code: 'SEAL_BROKEN' });
    });
  });
});

/** Keeps the file and looks at it, in a transaction that leaves nothing. */
async function kept(look: (session: Session, vault: Vault, hash: string) => Promise<void>): Promise<void> {
  const { app } = world.seatback;
  await app.get(UnitOfWork).inSession((session) =>
    session.preview(async () => {
      const vault = app.get(Vault);
      await look(session, vault, await keepFile(session, vault, 'M-1', pieces()));
    }),
  );
}
