import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { CommandTokens } from '../../src/access/index.js';
import { findCampaign } from '../../src/campaigns/index.js';
import { AnswerClaims } from '../../src/claims/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant } from '../../src/kernel/index.js';
import { claimAnswer } from '../../src/portal/answers/claim-answers.js';
import { registrationAnswer } from '../../src/portal/answers/registration-answers.js';
import { AccessWorld } from '../access/access-world.js';
import { ImportFiles } from '../builders/import-folder.js';

/** One story on one database: a partner's program registers, claims, is rejected, and appeals. */

const CAMPAIGN = 'cash-back-open-licence-we';
const REGISTRATION = `/api/v1/campaigns/${CAMPAIGN}/registration`;
const CLAIMS = `/api/v1/campaigns/${CAMPAIGN}/claims`;

let world: AccessWorld;
const tokens = new Map<string, string>();
beforeAll(async () => {
  world = await AccessWorld.start();
  moveTo('2013-12-01T00:00:00Z');
  const { app } = world.portal.server;
  const register = new ImportFiles()
    .partner('1001', { profile: { country: 'DE' } })
    .partner('1002', { profile: { country: 'DE' } });
  await app.get(ImportFolder).execute(register.writeTo(`${world.portal.folder}/register`));
  for (const [id, role] of Object.entries({ pia: 'partner-administrator', pat: 'partner-viewer' })) {
    await world.signIn(id);
    const [person] = await rows('SELECT person FROM person WHERE actor = $1', [`${id}@partner.example`]);
    const asked = { person: Number(person?.['person']), actor: id, claimedRoles: [role] };
    tokens.set(id, (await app.get(CommandTokens).issue(asked as never)).token);
    await world.grant(`${id}@partner.example`, { partnerId: '1001' });
  }
}, 300_000);
afterAll(() => world.end());

const moveTo = (now: string) => world.portal.clock.moveTo(instant(now));
const rows = (sql: string, parameters: readonly unknown[] = []) => world.portal.rows(sql, parameters);

async function send(path: string, body: unknown, { by = 'pia', key = `key-${randomUUID()}` } = {}) {
  // Tokens end with the months between the parts of the story.
  const response = await fetch(world.address(path), {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      authorization: `Bearer ${tokens.get(by) ?? ''}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
  });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as Record<string, unknown> };
}

async function standing() {
  const headers = { authorization: `Bearer ${tokens.get('pat') ?? ''}` };
  return registrationAnswer.parse(await (await fetch(world.address(REGISTRATION), { headers })).json());
}

const REGISTERING = {
  contactEmail: 'pia@partner1001.example',
  companyName: 'Partner 1001',
  acceptedTerms: 'open-we-2014',
};
const SALE = {
  agreementNumber: 'A-1',
  customerName: 'Customer 1',
  distributorName: 'North Distribution',
  invoiceFile: 'Rechnung.pdf',
};

async function renewTokens(): Promise<void> {
  for (const [id, role] of Object.entries({ pia: 'partner-administrator', pat: 'partner-viewer' })) {
    const [person] = await rows('SELECT person FROM person WHERE actor = $1', [`${id}@partner.example`]);
    const asked = { person: Number(person?.['person']), actor: id, claimedRoles: [role] };
    tokens.set(id, (await world.portal.server.app.get(CommandTokens).issue(asked as never)).token);
  }
}

describe('a registration by API', () => {
  it('is told what the offer asks for, and until when', async () => {
    expect(await standing()).toEqual({
      campaignId: CAMPAIGN,
      partnerId: '1001',
      isAsked: true,
      terms: 'open-we-2014',
      needs: ['contactEmail', 'companyName'],
      opensAt: '2013-12-31T23:00:00.000000Z',
      closesAt: '2014-07-31T22:00:00.000000Z',
      registeredAt: null,
      flaw: null,
    });
  });

  it.each([
    ['2013-12-31T22:59:00Z', 409],
    ['2014-07-31T22:00:00Z', 409],
  ])('is refused at %s', async (now, status) => {
    moveTo(now);
    await renewTokens();
    expect(await send(REGISTRATION, REGISTERING)).toMatchObject({
      status,
      body: { code: 'OUTSIDE_REGISTRATION_PERIOD' },
    });
  });

  it.each([
    ['an address that anybody gets', { contactEmail: 'pia@gmx.de' }, 422, 'REGISTRATION_INVALID'],
    ['other terms', { acceptedTerms: 'another' }, 422, 'REGISTRATION_INVALID'],
    ['what nobody asked for', { bonus: '1' }, 400, 'INPUT_INVALID'],
    ['no company', { companyName: undefined }, 400, 'INPUT_INVALID'],
  ])('is refused with %s', async (_, changes, status, code) => {
    moveTo('2013-12-31T23:00:00Z');
    await renewTokens();
    expect(await send(REGISTRATION, { ...REGISTERING, ...changes })).toMatchObject({ status, body: { code } });
    expect(await rows('SELECT FROM registration')).toEqual([]);
  });

  it('is refused to who only looks, and for a neighbour', async () => {
    expect(await send(REGISTRATION, REGISTERING, { by: 'pat' })).toMatchObject({
      status: 403,
      body: { code: 'ROLE_MISSING' },
    });
    expect(await send(`${REGISTRATION}?partner=1002`, REGISTERING)).toMatchObject({
      status: 404,
      body: { code: 'PARTNER_UNKNOWN' },
    });
  });

  it('counts from then on, once for its key and once for the offer', async () => {
    moveTo('2014-07-31T21:59:00Z');
    await renewTokens();
    const made = await send(REGISTRATION, REGISTERING, { key: 'register' });
    expect([made.status, registrationAnswer.parse(made.body).registeredAt]).toEqual([
      201,
      '2014-07-31T21:59:00.000000Z',
    ]);
    expect((await send(REGISTRATION, REGISTERING, { key: 'register' })).text).toBe(made.text);
    expect(await send(REGISTRATION, REGISTERING)).toMatchObject({ status: 409, body: { code: 'REGISTERED_BEFORE' } });
    expect(await standing()).toMatchObject({ registeredAt: '2014-07-31T21:59:00.000000Z', flaw: null });
    expect(await rows('SELECT FROM registration')).toHaveLength(1);
  });
});

describe('an appeal by API', () => {
  const rejected = async () => {
    const { claimId } = claimAnswer.parse((await send(CLAIMS, SALE)).body);
    await world.portal.server.app
      .get(AnswerClaims)
      .answer(findCampaign('campaigns', CAMPAIGN), claimId, 'rejected', ['invoice-does-not-match'], {
        actor: 'dana',
        reason: 'It shows another sale',
      });
    return `${CLAIMS}/${claimId}/appeal`;
  };
  let appeal: string;

  it('is refused of a claim that waits, of no claim, and without a reason', async () => {
    appeal = await rejected();
    expect(await send(appeal, { reason: 'no' })).toMatchObject({ status: 422, body: { code: 'REASON_INVALID' } });
    expect(await send(appeal, {})).toMatchObject({ status: 400, body: { code: 'INPUT_INVALID' } });
    expect(await send(`${CLAIMS}/P-99/appeal`, { reason: 'It is our sale' })).toMatchObject({
      status: 404,
      body: { code: 'CLAIM_UNKNOWN' },
    });
    expect(await send(appeal, { reason: 'It is our sale' }, { by: 'pat' })).toMatchObject({ status: 403 });
    expect(await rows('SELECT FROM claim_appeal')).toEqual([]);
  });

  it('is too late a minute after its last day, and in time a minute before', async () => {
    moveTo('2014-08-30T22:00:00Z');
    await renewTokens();
    expect(await send(appeal, { reason: 'It is our sale' })).toMatchObject({
      status: 409,
      body: { code: 'APPEAL_REFUSED' },
    });
    moveTo('2014-08-30T21:59:00Z');
    const made = await send(appeal, { reason: 'Page two shows the sale' }, { key: 'appeal' });
    expect([made.status, claimAnswer.parse(made.body)]).toEqual([
      201,
      expect.objectContaining({ standing: 'appealed', appealBefore: null }),
    ]);
    expect((await send(appeal, { reason: 'Page two shows the sale' }, { key: 'appeal' })).text).toBe(made.text);
    expect(await send(appeal, { reason: 'Page two shows the sale' })).toMatchObject({
      status: 409,
      body: { code: 'APPEAL_REFUSED' },
    });
  });

  it('whose answer was lost is answered, and not refused as a second one', async () => {
    // As a process that ended between the two leaves it.
    const owner = new Client({ connectionString: world.portal.ownerUrl });
    await owner.connect();
    await owner.query(`ALTER TABLE person_request DISABLE TRIGGER USER;
      UPDATE person_request SET state = 'failed', answer = NULL, done_at = NULL WHERE idempotency_key = 'appeal';
      ALTER TABLE person_request ENABLE TRIGGER USER;`);
    await owner.end();
    const again = await send(appeal, { reason: 'Page two shows the sale' }, { key: 'appeal' });
    expect([again.status, claimAnswer.parse(again.body).standing]).toEqual([201, 'appealed']);
    expect(await rows('SELECT grounds, received_by AS by FROM claim_appeal')).toEqual([
      { grounds: 'Page two shows the sale', by: 'pia@partner.example' },
    ]);
  });
});
