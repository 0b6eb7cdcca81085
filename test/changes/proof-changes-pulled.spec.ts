import { afterAll, expect, it } from '@jest/globals';
import { generateWorld } from '../../demo/world/index.js';
import type { Proof } from '../../src/calculation/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { ProveCustomer } from '../../src/portal/index.js';
import { Seatbacks, type TestSeatback } from '../seatback.js';
import { expectAllSeen, received } from '../calculation/proof-fuzzer.js';
import { byPulling } from '../calculation/ways-in.js';

const seatbacks = new Seatbacks();
afterAll(() => seatbacks.end());

const CAMPAIGN = 'dynamics-365-smb-csp-2019h1';

/** Beside what is commentary in every proof. */
const IN_PULLS = [
  [
    /^evidence\.register\.values\.observed_at$/,
    'when a pull asked for subscriptions: the answer does not say, and nothing follows',
  ],
] as const;

/** A qualified customer of the partner with the fewest: each of the others is a part of the proof. */
async function proved({ app }: TestSeatback): Promise<Proof> {
  const { customerId } = await app.get(UnitOfWork).inSession((session) =>
    session.one<{ customerId: string }>(
      `SELECT customer_id AS "customerId" FROM determination JOIN customer USING (customer_key)
       WHERE campaign_id = $1 AND run_to IS NULL AND outcome = 'qualified'
       ORDER BY count(*) OVER (PARTITION BY partner_key), customer_id LIMIT 1`,
      [CAMPAIGN],
    ),
  );
  return app.get(ProveCustomer).execute(CAMPAIGN, customerId);
}

it('a proof of what was pulled from Partner Center shows each value that was changed', async () => {
  await byPulling(seatbacks, generateWorld({ seed: 1 }), {
    whenCalculated: async (seatback) => {
      const proof = await proved(seatback);
      const { readings, lines, register } = proof.evidence;
      const pulled = [...readings, ...lines].flatMap(({ source }) => source?.name ?? []);
      expect(pulled.some((name) => name.endsWith('/subscribedskus'))).toBe(true);
      expect(pulled.some((name) => name.startsWith('invoices/'))).toBe(true);
      expect(register.map(({ file }) => file)).toContain('subscriptions.csv');
      await expectAllSeen(proof, await received(proof, seatback, seatbacks), IN_PULLS);
    },
  });
});
