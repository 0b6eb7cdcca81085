import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { proofText, verifyProof } from '../../src/calculation/index.js';
import {
  AnswerClaims,
  ClaimDocuments,
  EnterClaim,
  EnterRegistration,
  type TypedClaim,
} from '../../src/claims/index.js';
import { UnitOfWork } from '../../src/database/index.js';
import { checkPartnerEntries, RereadPayloads } from '../../src/ingest/index.js';
import { applyMinimumPayout, checkNotices } from '../../src/payout/index.js';
import { ProveCustomer } from '../../src/portal/index.js';
import { inPieces, pdfDocument } from '../builders/documents.js';
import { customerId } from '../builders/import-folder.js';
import { CASH_BACK, salesTo, subscriptionOf } from './cash-back-sales.js';
import { ProgrammeWorld } from './programme-world.js';

const world = new ProgrammeWorld(CASH_BACK, '2017-07-03T01:00:00Z');
beforeAll(() => world.start('USD'));
beforeEach(() => world.begin());
afterAll(() => world.end());

const NOTHING: TypedClaim = { subscriptionId: '', agreementNumber: '', customerName: '', distributorName: '' };
const of = (customer: number): TypedClaim => ({ ...NOTHING, subscriptionId: subscriptionOf(customer) });

/** Two partners; the first sold to customers 1 and 2. */
const sales = () => salesTo(1, 2).partner('1002', { profile: { country: 'SG' } });

const claims = () => world.app.get(EnterClaim);
const registrations = () => world.app.get(EnterRegistration);
const by = (partnerId = '1001', form = randomUUID()) => ({ partnerId, actor: 'pat', form });
const registering = (changes: Record<string, string> = {}) => ({
  contactEmail: 'pat@partner1001.example',
  companyName: 'Partner 1001',
  agreementNumber: '',
  acceptedTerms: 'apac-csp-2017',
  ...changes,
});
const refused = async (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: unknown) => (error as { code: string }).code,
  );
const problems = () =>
  world.app
    .get(UnitOfWork)
    .inTransaction(async (session) => [
      ...(await checkPartnerEntries(session)).problems,
      ...(await checkNotices(session)).problems,
    ]);

describe('a claim that a partner enters', () => {
  it('is a claim like one of a file: receipt, checks, calculation, wire', async () => {
    await world.imported(sales());
    await registrations().enter(world.campaign, by(), registering());
    const entered = await claims().enter(world.campaign, by(), of(1));
    expect(entered).toMatchObject({
      receivedAt: '2017-07-03T01:00:00.000000Z',
      answerBy: '2017-07-21T16:00:00.000000Z',
      isNew: true,
    });
    expect(await world.query('SELECT kind FROM notification')).toEqual([{ kind: 'claim-received' }]);
    expect(await world.app.get(AnswerClaims).review(world.campaign)).toMatchObject([
      { claim: { claimId: entered.claimId, mpnId: '1001' }, answered: 'valid' },
    ]);
    world.moveTo('2017-08-01T01:00:00Z');
    expect(await world.outcomes(await world.posted())).toEqual({ 1: 'qualified 200.00', 2: 'not-qualified claim 0' });
    expect(await world.wired()).toEqual(['1001 200.00 USD']);
    const bundle = proofText(await world.app.get(ProveCustomer).execute(CASH_BACK, customerId(1)));
    const checks = await verifyProof(bundle, { minimumPayout: applyMinimumPayout });
    expect(checks.filter(({ isRight }) => !isRight)).toEqual([]);
    expect(await problems()).toEqual([]);
  });

  it('is seen by no run that was calculated before it', async () => {
    await world.imported(sales());
    await registrations().enter(world.campaign, by(), registering());
    world.moveTo('2017-07-31T15:58:00Z');
    const before = await world.calculated();
    await claims().enter(world.campaign, by(), of(1));
    expect(await world.sentence(before, 1, 'claim')).not.toContain('received');
    expect(await world.sentence(await world.calculated(), 1, 'claim')).toContain('waits for its answer');
  });

  it.each([
    ['2016-12-31T15:59:00Z', 'OUTSIDE_CLAIMING_PERIOD'],
    ['2016-12-31T16:00:00Z', 'taken'],
    ['2017-07-31T15:59:00Z', 'taken'],
    ['2017-07-31T16:00:00Z', 'OUTSIDE_CLAIMING_PERIOD'],
  ])('at %s, in the zone of the offer: %s', async (now, outcome) => {
    world.moveTo('2016-11-01T00:00:00Z');
    await world.imported(sales());
    world.moveTo(now);
    expect(await refused(claims().review(world.campaign, '1001', of(1)))).toBe(outcome);
    expect(await refused(claims().enter(world.campaign, by(), of(1)))).toBe(outcome);
    expect(await world.query('SELECT FROM claim')).toHaveLength(outcome === 'taken' ? 1 : 0);
  });

  it('is refused where something is missing, where the partner claimed the sale before, and where anybody’s claim for it is valid', async () => {
    await world.imported(
      sales().rows('claims.csv', {
        claim_id: 'C-1',
        partner_id: '1002',
        campaign_id: 'another-offer',
        received_at: '2017-07-01T00:30:00Z',
        subscription_id: subscriptionOf(1).toUpperCase(),
      }),
    );
    const anotherOffer = { ...world.campaign, campaign: 'another-offer' };
    await world.app
      .get(AnswerClaims)
      .answer(anotherOffer, 'C-1', 'valid', [], { actor: 'dana', reason: 'Looked at the invoice' });
    expect(await refused(claims().enter(world.campaign, by(), NOTHING))).toBe('CLAIM_INCOMPLETE');
    expect(await refused(claims().enter(world.campaign, by(), { ...NOTHING, subscriptionId: 'a\u202eb' }))).toBe(
      'CLAIM_INCOMPLETE',
    );
    // Of another partner's claim not even the number is told.
    await expect(claims().enter(world.campaign, by(), of(1))).rejects.toMatchObject({
      code: 'CLAIMED_BEFORE',
      report: { found: 'one that was claimed before' },
    });
    const { claimId } = await claims().enter(world.campaign, by(), of(2));
    await expect(claims().review(world.campaign, '1001', of(2))).rejects.toMatchObject({
      report: { found: `one that was claimed before, as ${claimId}` },
    });
    expect(await refused(claims().enter(world.campaign, by('1009'), of(2)))).toBe('PARTNER_UNKNOWN');
  });

  it('is kept where another’s claim for the sale waits, and the order of receipt decides', async () => {
    await world.imported(sales());
    for (const partnerId of ['1001', '1002'])
      await registrations().enter(
        world.campaign,
        by(partnerId),
        registering({ companyName: `Partner ${partnerId}`, contactEmail: `pat@partner${partnerId}.example` }),
      );
    const { claimId: first } = await claims().enter(world.campaign, by('1002'), of(1));
    world.moveTo('2017-07-03T01:01:00Z');
    const { claimId: second } = await claims().enter(world.campaign, by('1001'), of(1));
    const reviewed = await world.app.get(AnswerClaims).review(world.campaign);
    // The sale is 1001's: the claim that came first says so of somebody else's.
    expect(reviewed.map(({ claim, answered, rejected }) => [claim.claimId, answered, ...rejected])).toEqual([
      [first, 'rejected', 'sold-by-another'],
      [second, 'valid'],
    ]);
    expect(await refused(claims().enter(world.campaign, by('1002'), of(1)))).toBe('CLAIMED_BEFORE');
  });

  it('is entered once, however often its form is sent, and by two at once', async () => {
    await world.imported(sales());
    const form = randomUUID();
    const [first, again] = await Promise.all(
      [1, 2].map(async () => claims().enter(world.campaign, by('1001', form), of(1))),
    );
    expect(first?.claimId).toBe(again?.claimId);
    expect([first?.isNew, again?.isNew].toSorted()).toEqual([false, true]);
    const two = [by('1001'), by('1002')].map(async (person) => refused(claims().enter(world.campaign, person, of(2))));
    expect(await Promise.all(two)).toEqual(['taken', 'taken']);
    const same = [by('1001'), by('1001')].map(async (person) => refused(claims().enter(world.campaign, person, of(2))));
    expect(await Promise.all(same)).toEqual(['CLAIMED_BEFORE', 'CLAIMED_BEFORE']);
    expect(await world.query('SELECT FROM notification')).toHaveLength(3);
  });

  it('stays when files are read again', async () => {
    await world.imported(
      sales().rows('registrations.csv', {
        partner_id: '1002',
        campaign_id: CASH_BACK,
        registered_at: '2017-02-01T00:00:00Z',
        contact_email: 'a@b.example',
        company_name: 'Partner 1002',
      }),
    );
    await registrations().enter(world.campaign, by(), registering());
    await claims().enter(world.campaign, by(), of(1));
    // What no file and nobody said is what a mended program takes away.
    await world.damage(
      `INSERT INTO registration SELECT partner_key, campaign_id, registered_at, 'wrong@b.example', company_name, terms_version, terms_accepted_at, agreement_number, recorded_from FROM registration WHERE contact_email = 'a@b.example'`,
    );
    await world.app.get(RereadPayloads).execute({ actor: 'dana', reason: 'Registrations were read wrongly' });
    const standing = await world.query(
      `SELECT contact_email AS said FROM registration WHERE recorded_to IS NULL UNION SELECT claim_id FROM claim WHERE recorded_to IS NULL ORDER BY 1`,
    );
    expect(standing).toEqual([{ said: 'P-3' }, { said: 'a@b.example' }, { said: 'pat@partner1001.example' }]);
  });

  it('is missed by verify where anybody forged or lost it', async () => {
    await world.imported(sales());
    await claims().enter(world.campaign, by(), of(1));
    await claims().enter(world.campaign, by(), of(2));
    await world.damage(
      `UPDATE partner_entry SET entered_by = 'mallory' WHERE delivery = 2; UPDATE claim SET partner_key = 2 WHERE claim_id = 'P-3'`,
    );
    expect((await problems()).slice(0, 2)).toEqual([
      'the claim that delivery 3 entered is not on record',
      'delivery 2 was entered by mallory, and the audit log does not know it',
    ]);
    await world.damage(`DELETE FROM partner_entry WHERE delivery = 3`);
    expect((await problems())[0]).toBe('nobody entered delivery 3 of a partner');
  });
});

describe('a registration that a partner enters', () => {
  it('counts from then on, once for an offer', async () => {
    await world.imported(sales());
    expect(await registrations().standing(world.campaign, '1001')).toBeUndefined();
    const form = randomUUID();
    const registered = { registeredAt: '2017-07-03T01:00:00.000000Z', flaw: null };
    expect(await registrations().enter(world.campaign, by('1001', form), registering())).toEqual(registered);
    expect(await registrations().enter(world.campaign, by('1001', form), registering())).toEqual(registered);
    expect(await refused(registrations().enter(world.campaign, by(), registering()))).toBe('REGISTERED_BEFORE');
    expect(
      await world.query('SELECT terms_version AS terms, terms_accepted_at = registered_at AS at FROM registration'),
    ).toEqual([{ terms: 'apac-csp-2017', at: true }]);
    expect(await problems()).toEqual([]);
  });

  it.each([
    ['an address that anybody gets', { contactEmail: 'pat@hotmail.com' }, 'contactEmail: consumer-domain'],
    ['no address', { contactEmail: 'pat' }, 'contactEmail: no-address'],
    ['no company', { companyName: ' ' }, 'companyName: missing'],
    ['the terms of another offer', { acceptedTerms: '10at5-2015' }, 'acceptedTerms: terms-not-accepted'],
    ['no terms', { acceptedTerms: '' }, 'acceptedTerms: terms-not-accepted'],
  ])('is refused with %s', async (_, changes, found) => {
    await world.imported(sales());
    await expect(registrations().enter(world.campaign, by(), registering(changes))).rejects.toMatchObject({
      code: 'REGISTRATION_INVALID',
      report: { found },
    });
    expect(await world.query('SELECT FROM registration')).toEqual([]);
  });

  it('in another name waits for a person, and is not entered twice', async () => {
    await world.imported(sales());
    const other = registering({ companyName: 'Harbour Trading Pte' });
    expect(await registrations().enter(world.campaign, by(), other)).toMatchObject({ flaw: 'name-differs' });
    expect(await refused(registrations().enter(world.campaign, by(), registering()))).toBe('REGISTERED_BEFORE');
  });

  it.each([
    ['2016-12-31T15:59:00Z', 'OUTSIDE_REGISTRATION_PERIOD'],
    ['2016-12-31T16:00:00Z', 'taken'],
    ['2017-07-31T15:59:00Z', 'taken'],
    ['2017-07-31T16:00:00Z', 'OUTSIDE_REGISTRATION_PERIOD'],
  ])('at %s, in the zone of the offer: %s', async (now, outcome) => {
    world.moveTo('2016-11-01T00:00:00Z');
    await world.imported(sales());
    world.moveTo(now);
    expect(await refused(registrations().review(world.campaign, '1001', registering()))).toBe(outcome);
    expect(await refused(registrations().enter(world.campaign, by(), registering()))).toBe(outcome);
  });
});

describe('a copy that comes with a claim', () => {
  it('is kept with it, or neither is', async () => {
    await world.imported(sales());
    const documents = world.app.get(ClaimDocuments);
    const copy = await documents.read({ kind: 'invoice-copy', fileName: 'scan.pdf', content: inPieces(pdfDocument()) });
    const { claimId } = await claims().enter(world.campaign, by(), of(1), { copy });
    expect(await documents.list(CASH_BACK, claimId)).toMatchObject([{ fileName: 'scan.pdf', givenBy: 'pat' }]);
    expect(await refused(claims().enter(world.campaign, by(), of(1), { copy }))).toBe('CLAIMED_BEFORE');
    expect(await world.query('SELECT FROM claim_document')).toHaveLength(1);
    const { claimId: second } = await claims().enter(world.campaign, by(), of(2), { copy });
    const [reviewed] = (await world.app.get(AnswerClaims).review(world.campaign)).filter(
      ({ claim }) => claim.claimId === second,
    );
    expect(reviewed?.open).toContain(`a document that was given for claim ${claimId} too`);
  });

  it('is kept for a claim of the partner only', async () => {
    await world.imported(sales());
    const { claimId } = await claims().enter(world.campaign, by(), of(1));
    const attach = (partnerId: string) =>
      refused(
        world.app
          .get(ClaimDocuments)
          .attach(
            world.campaign,
            claimId,
            { kind: 'invoice-copy', fileName: 'a', content: inPieces(pdfDocument()) },
            { actor: 'pat', partnerId },
          ),
      );
    expect(await attach('1002')).toBe('CLAIM_UNKNOWN');
    expect(await attach('1001')).toBe('taken');
    const appeal = world.app
      .get(AnswerClaims)
      .appeal(world.campaign, claimId, { actor: 'pat', reason: 'It is our sale', partnerId: '1002' });
    expect(await refused(appeal)).toBe('CLAIM_UNKNOWN');
  });
});
