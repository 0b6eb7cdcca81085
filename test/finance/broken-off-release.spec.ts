import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Outbox } from '../../src/payout/batches/outbox.js';
import { ReleasePayout } from '../../src/payout/index.js';
import { FinanceWorld } from './finance-world.js';

const FOUND = 'The bank shows the message of today';

let world: FinanceWorld;
let batch: string;
beforeEach(async () => {
  world = await FinanceWorld.start();
  const { portal } = world.access;
  await portal.post(await world.freshRun());
  const number = await portal.preparePayout();
  batch = `/payout/batches/${String(number)}`;
  const release = portal.server.app.get(ReleasePayout);
  await release.approve(number, 'robin');
  // The connector takes the file in the moment in which it is there, and the power goes.
  taken();
  await expect(release.release(number, 'rita')).rejects.toThrow('the power went');
}, 300_000);
afterEach(async () => {
  jest.restoreAllMocks();
  await world.end();
});

const outbox = () => join(world.access.portal.environment.dataFolder, 'outbox');
function taken(): void {
  jest.spyOn(Outbox.prototype, 'publish').mockImplementationOnce(() => {
    rmSync(outbox(), { recursive: true });
    throw new Error('the power went');
  });
}
const attemptOf = (lostFile: unknown): number => Number((lostFile as { readonly attempt?: number }).attempt);
const released = async () => world.access.portal.rows(`SELECT journal FROM journal WHERE kind = 'release'`);
const payments = async () => world.access.portal.rows('SELECT end_to_end_id FROM payment_instruction WHERE NOT voided');
const batchRow = async () => {
  const [row] = await world.access.portal.rows('SELECT state, message_id FROM payout_batch');
  return row ?? {};
};

describe('a release that broke off while it handed its file over, on the page of the batch', () => {
  it('says what to look up at the bank, and offers the checker alone to go on', async () => {
    const seen = await world.see('robin', batch);
    const text = seen.text.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');
    expect(text).toContain('Nobody knows yet whether the bank has this file.');
    expect(text).toContain('The release that rita began');
    expect(seen.text).toContain('name="attempt" value="1"');
    expect(text).not.toContain('Nothing has left yet.');
    expect(text).toContain(`for message ${String((await batchRow())['message_id'])}`);
    expect(seen.text).not.toContain(outbox());
    expect(seen.text).toContain(`action="${batch}/resumption"`);
    expect(seen.text).not.toContain(`action="${batch}/release"`);
    for (const id of ['dana', 'vera']) {
      const theirs = await world.see(id, batch);
      expect(theirs.text).toContain('Nobody knows yet whether the bank has this file.');
      expect(theirs.text).not.toContain(`action="${batch}/resumption"`);
      const tried = await world.send(id, `${batch}/resumption`, { whereabouts: 'taken', reason: FOUND, attempt: '1' });
      expect([tried.status, tried.text.includes('ROLE_MISSING')]).toEqual([403, true]);
    }
    const blind = await world.send('robin', `${batch}/release`);
    expect([blind.status, blind.text.includes('WIRE_FILE_UNCERTAIN')]).toEqual([409, true]);
    expect(await released()).toEqual([]);
  }, 120_000);

  it('posts what the bank has and hands nothing over, once, with how that was found out', async () => {
    const form = { whereabouts: 'taken', reason: FOUND, attempt: '1' };
    const brief = await world.press('robin', batch, `${batch}/resumption`, { ...form, reason: 'yes' });
    expect(brief.status).toBe(422);
    expect(brief.text).toContain('>yes</textarea>');
    expect(brief.text).toMatch(/value="taken" required checked/);
    expect((await world.send('robin', `${batch}/resumption`, { ...form, whereabouts: 'lost' })).status).toBe(400);
    expect((await batchRow())['state']).toBe('releasing');
    const clicks = await Promise.all([
      world.send('robin', `${batch}/resumption`, form),
      world.send('robin', `${batch}/resumption`, form),
    ]);
    expect(clicks.map(({ status, location }) => [status, location])).toEqual(clicks.map(() => [303, batch]));
    expect((await batchRow())['state']).toBe('released');
    expect(await released()).toHaveLength((await payments()).length);
    expect(existsSync(outbox())).toBe(false);
    const entries = await world.access.portal.rows(
      `SELECT actor, detail FROM audit_entry WHERE act = 'payout.release-resumed'`,
    );
    expect(entries).toMatchObject([
      { actor: 'robin@harbour.example', detail: { begunBy: 'rita', fileSaidToBe: 'taken', reason: FOUND } },
    ]);
    const opposite = await world.send('robin', `${batch}/resumption`, { ...form, whereabouts: 'not-taken' });
    expect([opposite.status, opposite.text.includes('BATCH_STATE')]).toEqual([409, true]);
    expect((await world.see('robin', batch)).text).not.toContain('Nobody knows yet');
  }, 120_000);

  it('hands the file over once more where the bank has it not; by a program as well', async () => {
    const token = await world.token('robin');
    const api = `/api/v1${batch}`;
    expect((await world.call(token, api)).json['lostFile']).toMatchObject({ begunBy: 'rita' });
    const body = { whereabouts: 'not-taken', reason: FOUND, attempt: 1 };
    const done = await world.call(token, `${api}/resumption`, { key: '"go"', body });
    expect(done).toMatchObject({ status: 200, json: { lostFile: null, batch: { state: 'released' } } });
    expect((await world.call(token, `${api}/resumption`, { key: '"go"', body })).text).toBe(done.text);
    expect(readdirSync(outbox())).toEqual([`${String((await batchRow())['message_id'])}.xml`]);
    expect(await released()).toHaveLength((await payments()).length);
    const anew = await world.call(token, `${api}/resumption`, { key: '"go-2"', body });
    expect(anew).toMatchObject({ status: 409, json: { code: 'BATCH_STATE' } });
  }, 120_000);

  it('takes no answer about a handing over before the last one, however often it is sent again', async () => {
    const token = await world.token('robin');
    const api = `/api/v1${batch}`;
    const { lostFile } = (await world.call(token, api)).json;
    const body = { whereabouts: 'not-taken', reason: FOUND, attempt: attemptOf(lostFile) };
    taken();
    expect((await world.call(token, `${api}/resumption`, { key: '"go"', body })).status).toBe(500);
    const again = await world.call(token, `${api}/resumption`, { key: '"go"', body });
    expect(again).toMatchObject({ status: 409, json: { code: 'WIRE_FILE_UNCERTAIN' } });
    const late = await world.send('robin', `${batch}/resumption`, { ...body, attempt: '1' });
    expect([late.status, late.text.includes('WIRE_FILE_UNCERTAIN')]).toEqual([409, true]);
    expect(late.text).toContain('name="attempt" value="2"');
    expect(late.text).toContain(`>${FOUND}</textarea>`);
    expect(late.text).not.toContain('checked');
    expect(existsSync(outbox())).toBe(false);
    const now = (await world.call(token, api)).json['lostFile'];
    expect(now).toMatchObject({ begunBy: 'robin@harbour.example' });
    const anew = { ...body, whereabouts: 'taken', attempt: attemptOf(now) };
    const done = await world.call(token, `${api}/resumption`, { key: '"go-2"', body: anew });
    expect(done).toMatchObject({ status: 200, json: { lostFile: null, batch: { state: 'released' } } });
    expect(existsSync(outbox())).toBe(false);
    expect(await released()).toHaveLength((await payments()).length);
  }, 120_000);
});
