import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateWorld, SETTLED_AT } from '../../demo/world/index.js';
import { instant, plusMillis } from '../../src/kernel/index.js';
import { problemAnswer } from '../../src/portal/answers/problem.js';
import { CAMPAIGN_ID, CAMPAIGN_PAGE, PortalWorld } from '../portal/portal-world.js';

const TOKEN = 'metrics-'.padEnd(40, 'x');

/** By name and labels, as Prometheus reads them. */
function samples(text: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const { name, value } = /^(?<name>[a-z_][a-z0-9_]*(?:\{.*\})?) (?<value>\S+)$/.exec(line)?.groups ?? {};
    if (name === undefined || (value !== 'NaN' && Number.isNaN(Number(value)))) throw new Error(`No sample: ${line}`);
    found.set(name, Number(value));
  }
  return found;
}

describe('metrics', () => {
  let world: PortalWorld;
  beforeAll(async () => {
    world = await PortalWorld.start({ SEATBACK_METRICS_TOKEN: TOKEN });
  });
  afterAll(() => world.end());

  const asked = (token: string) => world.get('/metrics', { headers: { authorization: `Bearer ${token}` } });
  const read = async () => samples(await (await asked(TOKEN)).text());

  it.each([
    ['without the token', undefined],
    ['with another', `Bearer ${TOKEN}y`],
    ['with the beginning of it', `Bearer ${TOKEN.slice(0, 39)}`],
    ['with it in another form', TOKEN],
  ])('are for nobody %s', async (_, authorization) => {
    const answer = await world.get('/metrics', { headers: authorization === undefined ? {} : { authorization } });
    expect(answer.status).toBe(401);
    expect(problemAnswer.parse(await answer.json())).toMatchObject({ code: 'METRICS_TOKEN_INVALID' });
  });

  it('tell of an empty house', async () => {
    const answer = await asked(TOKEN);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const found = samples(await answer.text());
    expect(Object.fromEntries(found)).toMatchObject({
      seatback_database_answers: 1,
      'seatback_outbox_messages{outbox="mail"}': 0,
      'seatback_outbox_oldest_age_seconds{outbox="webhook"}': 0,
      'seatback_database_connections{state="waited-for"}': 0,
      seatback_payouts_held: 0,
    });
    expect([...found.keys()].filter((name) => name.startsWith('seatback_runs'))).toEqual([]);
  });

  it('tell of runs, deliveries, payments and what is to leave', async () => {
    await world.bring(generateWorld({ seed: 5, customers: 60 }));
    const run = await world.calculate();
    await world.confirmTerms();
    await world.post(run);
    await world.preparePayout();
    world.clock.moveTo(plusMillis(instant(SETTLED_AT), 90_000));
    const found = await read();
    const [{ payments, mails, held }] = (await world.rows(
      `SELECT (SELECT sum(payment_count)::integer FROM payout_batch) AS payments,
         (SELECT count(*)::integer FROM notification WHERE state = 'waiting') AS mails,
         (SELECT count(DISTINCT (run, partner_key))::integer FROM payout_hold WHERE held_to IS NULL) AS held`,
    )) as [{ payments: number; mails: number; held: number }];
    expect(payments).toBeGreaterThan(0);
    expect(Object.fromEntries(found)).toMatchObject({
      'seatback_runs{kind="official",state="posted"}': 1,
      'seatback_payments_waiting{state="prepared"}': payments,
      'seatback_outbox_messages{outbox="mail"}': mails,
      'seatback_outbox_oldest_age_seconds{outbox="mail"}': mails === 0 ? 0 : 90,
      'seatback_last_delivery_age_seconds{source="files"}': 90,
      seatback_payouts_held: held,
    });
  });

  it('measure requests by the templates of their routes, and by nothing that somebody sent', async () => {
    await world.get(CAMPAIGN_PAGE);
    await world.get('/partners/Zaphod/campaigns/GB29NWBK60161331926819');
    await world.get('/zaphod@beeblebrox.example?Zaphod');
    await world.get('/', { method: 'PURGE' });
    const text = await (await asked(TOKEN)).text();
    const found = samples(text);
    const count = (labels: string) => found.get(`seatback_http_request_duration_seconds_count{${labels}}`);
    expect(count('method="GET",route="/campaigns/:campaignId",status="200"')).toBe(1);
    expect(count('method="GET",route="none",status="404"')).toBe(1);
    expect(text).not.toMatch(/zaphod|GB29|PURGE/i);
    const partners = await world.rows('SELECT partner_id AS id FROM partner');
    expect(partners.length).toBeGreaterThan(3);
    const labels = [...found.keys()].flatMap((name) => name.match(/"[^"]*"/g) ?? []).join(' ');
    for (const { id } of partners) expect(labels).not.toContain(`"${String(id)}"`);
    expect(labels).not.toContain(CAMPAIGN_ID);
  });
});

describe('without a token in the settings', () => {
  it('there are no metrics', async () => {
    const world = await PortalWorld.start();
    try {
      const answer = await world.get('/metrics', { headers: { authorization: 'Bearer ' } });
      expect(answer.status).toBe(404);
      expect(problemAnswer.parse(await answer.json())).toMatchObject({ code: 'METRICS_NOT_SET_UP' });
    } finally {
      await world.end();
    }
  });
});
