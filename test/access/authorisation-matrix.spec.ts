import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { generateWorld } from '../../demo/world/index.js';
import { CommandTokens } from '../../src/access/index.js';
import { Vendors, VendorSignIn } from '../../src/payout/index.js';
import { AccessGuard } from '../../src/portal/http/access/access.guard.js';
import { earningsAnswer, determinationsAnswer } from '../../src/portal/answers/result-answers.js';
import { explanationAnswer } from '../../src/portal/answers/explanation-answer.js';
import { CAMPAIGN_API, CAMPAIGN_ID } from '../portal/portal-world.js';
import { AccessWorld, formTokenOf, PEOPLE } from './access-world.js';
import { Browser } from './browser.js';
import { routesOf } from './routes-of.js';

const FINANCE = ['vera', 'dana', 'robin'];
const MAKER = ['dana'];
const CHECKER = ['robin'];
const PARTNER = ['pat', 'pia'];
const EVERYBODY_SIGNED_IN = PEOPLE.map(({ id }) => id);
const ALL = ['nobody', 'vendor', ...EVERYBODY_SIGNED_IN];

/** Who is answered; pat and pia are bound to one partner, quinn to none. */
interface Entry {
  readonly to: readonly string[];
  /** Also to those bound to the partner that is asked for: to nobody else of a partner. */
  readonly toPartner?: readonly string[];
  readonly query?: (ids: Ids) => string;
  /** Of partners' people, whose role opens it at all; each of them, where it is left out. */
  readonly heldOf?: readonly string[];
  /** Written by programs: with a person's token, and never with the cookie of its browser. */
  readonly isByToken?: boolean;
}

interface Ids {
  readonly partnerId: string;
  readonly customerId: string;
}

const ofPartner: Entry = { to: FINANCE, toPartner: PARTNER };
const ofAdministrator: Entry = { to: [], toPartner: ['pia'], heldOf: ['pia'] };
const byQuery: Entry = { ...ofPartner, query: ({ partnerId }) => `?partner=${partnerId}` };
const enteredByToken: Entry = { ...byQuery, ...ofAdministrator, isByToken: true };

/** Each route that there is, and nothing else: a new one is entered here when somebody has thought of who may call it. */
const MATRIX: Readonly<Record<string, Entry>> = {
  'GET /': { to: FINANCE },
  'GET /health/live': { to: ALL },
  'GET /health/ready': { to: ALL },
  // Whoever they are, they show the token of the settings, of which there is none here.
  'GET /metrics': { to: [] },
  'GET /sign-in': { to: ALL },
  'GET /sign-in/callback': { to: ALL },
  'GET /signed-out': { to: ALL },
  'GET /portal.css': { to: ALL },
  'GET /portal.mjs': { to: ALL },
  'GET /account': { to: EVERYBODY_SIGNED_IN },
  'POST /account/tokens': { to: EVERYBODY_SIGNED_IN },
  'POST /account/tokens/end': { to: EVERYBODY_SIGNED_IN },
  'GET /campaigns/:campaignId': { to: FINANCE },
  // Whoever is of no partner finds nothing, and is not told so by another answer.
  'GET /search': { to: [...FINANCE, ...PARTNER, 'quinn'] },
  // An administrator reads of it what was done about rights.
  'GET /audit': { to: [...FINANCE, 'ola'] },
  'GET /ledger': { to: FINANCE },
  'GET /ledger/accounts/:account': { to: FINANCE },
  'GET /ledger/journals/:journalId': { to: FINANCE },
  'GET /campaigns/:campaignId/terms': { to: FINANCE },
  'GET /campaigns/:campaignId/work-list': { to: FINANCE },
  'POST /campaigns/:campaignId/work-list/decisions': { to: ['dana'] },
  'POST /campaigns/:campaignId/work-list/proofs': { to: ['dana'] },
  'POST /campaigns/:campaignId/work-list/questions/:question/answer': { to: ['dana'] },
  'GET /campaigns/:campaignId/runs': { to: FINANCE },
  'GET /campaigns/:campaignId/runs/:run': { to: FINANCE },
  'POST /campaigns/:campaignId/runs/:run/confirmation': { to: MAKER },
  'POST /campaigns/:campaignId/runs/:run/submission': { to: MAKER },
  'POST /campaigns/:campaignId/runs/:run/approval': { to: CHECKER },
  'POST /campaigns/:campaignId/runs/:run/rejection': { to: CHECKER },
  'POST /campaigns/:campaignId/runs/:run/posting': { to: CHECKER },
  'GET /campaigns/:campaignId/payout': { to: FINANCE },
  'POST /campaigns/:campaignId/payout/preparation': { to: MAKER },
  'GET /payout/batches/:batch': { to: FINANCE },
  'POST /payout/batches/:batch/approval': { to: CHECKER },
  'POST /payout/batches/:batch/release': { to: CHECKER },
  'POST /campaigns/:campaignId/calculation': { to: MAKER },
  'POST /campaigns/:campaignId/restatement': { to: MAKER },
  'POST /campaigns/:campaignId/statements': { to: [...MAKER, ...CHECKER] },
  'GET /payout/payees': { to: FINANCE },
  'GET /payout/payees/:partnerId': { to: FINANCE },
  'POST /payout/payees/:partnerId/details/:details/approval': { to: CHECKER },
  'POST /payout/payees/:partnerId/details/:details/refusal': { to: CHECKER },
  'POST /payout/payees/:partnerId/name-decision': { to: CHECKER },
  'POST /payout/payees/:partnerId/invitation': { to: MAKER },
  'POST /payout/payees/:partnerId/hold/placing': { to: [...MAKER, ...CHECKER] },
  'POST /payout/payees/:partnerId/hold/release': { to: CHECKER },
  'GET /campaigns/:campaignId/adjustments': { to: FINANCE },
  'POST /campaigns/:campaignId/adjustments/proposal': { to: MAKER },
  'POST /campaigns/:campaignId/adjustments/:adjustment/approval': { to: CHECKER },
  'POST /campaigns/:campaignId/adjustments/:adjustment/refusal': { to: [...MAKER, ...CHECKER] },
  'GET /campaigns/:campaignId/claims': { to: FINANCE },
  'GET /campaigns/:campaignId/claims/:claimId': { to: FINANCE },
  'POST /campaigns/:campaignId/claims/:claimId/acceptance': { to: [...MAKER, ...CHECKER] },
  'POST /campaigns/:campaignId/claims/:claimId/rejection': { to: [...MAKER, ...CHECKER] },
  'POST /campaigns/:campaignId/claims/:claimId/received-appeal': { to: [...MAKER, ...CHECKER] },
  'POST /payout/batches/:batch/resumption': { to: CHECKER },
  'POST /payout/batches/:batch/advices': { to: [...MAKER, ...CHECKER] },
  'POST /campaigns/:campaignId/partners/:partnerId/statement': { to: [...MAKER, ...CHECKER] },
  'POST /payout/batches/:batch/voiding': { to: [...MAKER, ...CHECKER] },
  'GET /campaigns/:campaignId/customers': { to: FINANCE, query: ({ customerId }) => `?customer=${customerId}` },
  'GET /campaigns/:campaignId/customers/:customerId': ofPartner,
  'GET /campaigns/:campaignId/partners/:partnerId': ofPartner,
  'GET /campaigns/:campaignId/partners/:partnerId/documents/:document/:format': ofPartner,
  'GET /partners/:partnerId': ofPartner,
  'GET /partners/:partnerId/campaigns/:campaignId': ofPartner,
  'GET /partners/:partnerId/campaigns/:campaignId/customers/:customerId': ofPartner,
  'POST /partners/:partnerId/campaigns/:campaignId/customers/:customerId/questions': { to: [], toPartner: PARTNER },
  'POST /partners/:partnerId/campaigns/:campaignId/customers/:customerId/questions/:question/withdrawal': {
    to: [],
    toPartner: PARTNER,
  },
  'GET /partners/:partnerId/campaigns/:campaignId/documents/:document/:format': ofPartner,
  'GET /partners/:partnerId/campaigns/:campaignId/claims': ofPartner,
  'GET /partners/:partnerId/campaigns/:campaignId/claims/new': ofAdministrator,
  'POST /partners/:partnerId/campaigns/:campaignId/claims/new': ofAdministrator,
  'POST /partners/:partnerId/campaigns/:campaignId/claims/:claimId/appeal': ofAdministrator,
  'POST /partners/:partnerId/campaigns/:campaignId/claims/:claimId/documents': ofAdministrator,
  'GET /partners/:partnerId/campaigns/:campaignId/claims/:claimId/documents/:document': ofPartner,
  'GET /partners/:partnerId/campaigns/:campaignId/registration': ofPartner,
  'POST /partners/:partnerId/campaigns/:campaignId/registration': ofAdministrator,
  'GET /api/v1/openapi.json': { to: ALL },
  'GET /api/v1/campaigns': { to: FINANCE },
  'GET /api/v1/campaigns/:campaignId': { to: FINANCE },
  'GET /api/v1/campaigns/:campaignId/earnings': byQuery,
  'GET /api/v1/campaigns/:campaignId/determinations': byQuery,
  'GET /api/v1/campaigns/:campaignId/earnings/:format': byQuery,
  'GET /api/v1/campaigns/:campaignId/determinations/:format': byQuery,
  'GET /api/v1/campaigns/:campaignId/claims': byQuery,
  'POST /api/v1/campaigns/:campaignId/claims': enteredByToken,
  'POST /api/v1/campaigns/:campaignId/claims/:claimId/documents': enteredByToken,
  'POST /api/v1/campaigns/:campaignId/claims/:claimId/appeal': enteredByToken,
  'GET /api/v1/campaigns/:campaignId/registration': byQuery,
  'POST /api/v1/campaigns/:campaignId/registration': enteredByToken,
  'GET /api/v1/campaigns/:campaignId/customers/:customerId/explanation': ofPartner,
  'GET /api/v1/campaigns/:campaignId/customers/:customerId/proof': { to: FINANCE },
  'GET /api/v1/campaigns/:campaignId/runs': { to: FINANCE },
  'GET /api/v1/campaigns/:campaignId/runs/:run': { to: FINANCE },
  'GET /api/v1/campaigns/:campaignId/batches': { to: FINANCE },
  'GET /api/v1/payout/batches/:batch': { to: FINANCE },
  'GET /api/v1/payout/batches/:batch/payments': { to: FINANCE },
  'POST /api/v1/campaigns/:campaignId/runs/:run/confirmation': { to: MAKER, isByToken: true },
  'POST /api/v1/campaigns/:campaignId/runs/:run/submission': { to: MAKER, isByToken: true },
  'POST /api/v1/campaigns/:campaignId/runs/:run/approval': { to: CHECKER, isByToken: true },
  'POST /api/v1/campaigns/:campaignId/runs/:run/rejection': { to: CHECKER, isByToken: true },
  'POST /api/v1/campaigns/:campaignId/runs/:run/posting': { to: CHECKER, isByToken: true },
  'POST /api/v1/campaigns/:campaignId/payout/preparation': { to: MAKER, isByToken: true },
  'GET /api/v1/campaigns/:campaignId/asked-work': { to: FINANCE },
  'GET /api/v1/campaigns/:campaignId/work-list/undecided': { to: FINANCE },
  'POST /api/v1/campaigns/:campaignId/work-list/decisions': { to: MAKER, isByToken: true },
  'POST /api/v1/campaigns/:campaignId/work-list/proofs': { to: [...MAKER, ...CHECKER], isByToken: true },
  'POST /api/v1/campaigns/:campaignId/calculation': { to: MAKER, isByToken: true },
  'POST /api/v1/campaigns/:campaignId/restatement': { to: MAKER, isByToken: true },
  'POST /api/v1/campaigns/:campaignId/statements': { to: [...MAKER, ...CHECKER], isByToken: true },
  'GET /api/v1/campaigns/:campaignId/payout': { to: FINANCE },
  'GET /api/v1/payout/payees': { to: FINANCE },
  'GET /api/v1/payout/payees/:partnerId': { to: FINANCE },
  'POST /api/v1/payout/payees/:partnerId/details/:details/approval': { to: CHECKER, isByToken: true },
  'POST /api/v1/payout/payees/:partnerId/details/:details/refusal': { to: CHECKER, isByToken: true },
  'POST /api/v1/payout/payees/:partnerId/name-decision': { to: CHECKER, isByToken: true },
  'POST /api/v1/payout/payees/:partnerId/invitation': { to: MAKER, isByToken: true },
  'POST /api/v1/payout/payees/:partnerId/hold/placing': { to: [...MAKER, ...CHECKER], isByToken: true },
  'POST /api/v1/payout/payees/:partnerId/hold/release': { to: CHECKER, isByToken: true },
  'GET /api/v1/campaigns/:campaignId/adjustments': { to: FINANCE },
  'POST /api/v1/campaigns/:campaignId/adjustments/proposal': { to: MAKER, isByToken: true },
  'POST /api/v1/campaigns/:campaignId/adjustments/:adjustment/approval': { to: CHECKER, isByToken: true },
  'POST /api/v1/campaigns/:campaignId/adjustments/:adjustment/refusal': {
    to: [...MAKER, ...CHECKER],
    isByToken: true,
  },
  'POST /api/v1/payout/batches/:batch/approval': { to: CHECKER, isByToken: true },
  'POST /api/v1/payout/batches/:batch/release': { to: CHECKER, isByToken: true },
  'GET /api/v1/campaigns/:campaignId/partners/:partnerId/documents/:document/:format': ofPartner,
  'GET /api/v1/campaigns/:campaignId/claim-queue': { to: FINANCE },
  'GET /api/v1/campaigns/:campaignId/claims/:claimId': { to: FINANCE },
  'POST /api/v1/campaigns/:campaignId/claims/:claimId/acceptance': { to: [...MAKER, ...CHECKER], isByToken: true },
  'POST /api/v1/campaigns/:campaignId/claims/:claimId/rejection': { to: [...MAKER, ...CHECKER], isByToken: true },
  'POST /api/v1/campaigns/:campaignId/claims/:claimId/received-appeal': {
    to: [...MAKER, ...CHECKER],
    isByToken: true,
  },
  'POST /api/v1/payout/batches/:batch/resumption': { to: CHECKER, isByToken: true },
  'POST /api/v1/payout/batches/:batch/advices': { to: [...MAKER, ...CHECKER], isByToken: true },
  'POST /api/v1/campaigns/:campaignId/partners/:partnerId/statement': { to: [...MAKER, ...CHECKER], isByToken: true },
  'POST /api/v1/payout/batches/:batch/voiding': { to: [...MAKER, ...CHECKER], isByToken: true },
  'POST /api/v1/oauth/token': { to: ALL },
  'GET /api/v1/vendor/openapi.json': { to: ALL },
  'GET /api/v1/vendor/batches': { to: ['vendor'] },
  'GET /api/v1/vendor/batches/:batchId': { to: ['vendor'] },
  'GET /api/v1/vendor/batches/:batchId/file': { to: ['vendor'] },
  'GET /api/v1/vendor/batches/:batchId/payments': { to: ['vendor'] },
  'POST /api/v1/vendor/batches/:batchId/acknowledgement': { to: ['vendor'] },
  'POST /api/v1/vendor/batches/:batchId/refusal': { to: ['vendor'] },
  'POST /api/v1/vendor/batches/:batchId/statuses': { to: ['vendor'] },
  'GET /payee': { to: ALL },
  'GET /payee/:token': { to: ALL },
  'GET /payee/details': { to: ALL },
  'GET /payee/payee.css': { to: ALL },
  'GET /payee/received': { to: ALL },
  'GET /payee/refused/:refusal': { to: ALL },
  'POST /payee/details': { to: ALL },
  'POST /payee/confirm': { to: ALL },
  // The last one: whoever calls it has no session any more.
  'POST /sign-out': { to: EVERYBODY_SIGNED_IN },
};

/** What is answered to those who may not call; all else is the route's own answer, also where it is a complaint. */
const REFUSALS = [
  'SIGN_IN_NEEDED',
  'ROLE_MISSING',
  'ACCESS_UNDECLARED',
  'FOREIGN_PAGE_REFUSED',
  'VENDOR_TOKEN_INVALID',
  'METRICS_NOT_SET_UP',
  'TOKEN_INVALID',
];
const HIDDEN = ['PARTNER_UNKNOWN', 'CUSTOMER_UNKNOWN'];

let world: AccessWorld;
let own: Ids;
let neighbour: Ids;
let vendorToken: string;
const browsers = new Map<string, Browser>();
const formTokens = new Map<string, string>();
const tokens = new Map<string, string>();

beforeAll(async () => {
  world = await AccessWorld.start();
  const { portal } = world;
  await portal.bring(generateWorld({ seed: 3 }));
  await portal.calculate();
  for (const { id } of PEOPLE) {
    const browser = await world.signIn(id);
    browsers.set(id, browser);
    const formToken = formTokenOf(await (await browser.get(world.address('/account'))).text());
    formTokens.set(id, formToken);
    const page = await (await browser.post(world.address('/account/tokens'), { formToken })).text();
    tokens.set(id, /SEATBACK_TOKEN=(sbc_[\w-]+)/.exec(page)?.[1] ?? '');
  }
  [own, neighbour] = await twoPartners();
  for (const id of PARTNER) await world.grant(`${id}@partner.example`, { partnerId: own.partnerId });
  vendorToken = await tokenOfVendor();
}, 300_000);
afterAll(() => world.end());

/** Two partners, each with a customer that the other one has nothing to do with. */
async function twoPartners(): Promise<[Ids, Ids]> {
  const { determinations } = determinationsAnswer.parse(
    await json('vera', `${CAMPAIGN_API}/determinations?limit=1000`),
  );
  const sellers = Map.groupBy(determinations, ({ customerId }) => customerId);
  const alone = determinations.filter(({ customerId }) => sellers.get(customerId)?.length === 1);
  const [first] = alone;
  const other = alone.find(({ partnerId }) => partnerId !== first?.partnerId);
  if (first === undefined || other === undefined) throw new Error('The world has several partners');
  return [first, other];
}

async function tokenOfVendor(): Promise<string> {
  const vendors = world.portal.server.app.get(Vendors);
  const credentials = await vendors.register('acme-pay', 'Acme Pay Ltd', 'dana');
  await vendors.approve('acme-pay', 'robin');
  return (await world.portal.server.app.get(VendorSignIn).token(credentials)).accessToken;
}

async function json(caller: string, path: string): Promise<unknown> {
  return (await browsers.get(caller)?.get(world.address(path)))?.json();
}

async function call(caller: string, route: string, ids: Ids): Promise<Response> {
  const [method = '', path = ''] = route.split(' ');
  const address = world.address(
    path
      .replace(':campaignId', CAMPAIGN_ID)
      .replace(':partnerId', ids.partnerId)
      .replace(':customerId', ids.customerId)
      .replace(':question', '999')
      .replace(':account', '1')
      .replace(':journalId', '1')
      .replace(':document', 'SB-1')
      .replace(':format', path.startsWith('/api/') ? 'csv' : 'pdf')
      .replace(':run', '999999')
      .replace(':details', '999999')
      .replace(':adjustment', '999999')
      .replace(':batchId', 'SB-NONE')
      .replace(':batch', '999999') + (MATRIX[route]?.query?.(ids) ?? ''),
  );
  const browser = browsers.get(caller) ?? new Browser();
  const token = caller === 'vendor' ? vendorToken : MATRIX[route]?.isByToken === true ? tokens.get(caller) : undefined;
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  if (method === 'GET') return browser.get(address, headers);
  return browser.post(address, { formToken: formTokens.get(caller) ?? '', commandToken: '999999' }, headers);
}

/** Answered, refused, or hidden as if it were not there. */
async function outcomeOf(response: Response): Promise<'answered' | 'refused' | 'hidden' | 'broken'> {
  if (response.status >= 500) return 'broken';
  const isSentToSignIn = response.headers.get('location')?.startsWith('/sign-in?') === true;
  const body = await response.text();
  const code = /"code":"([A-Z_]+)"|<code>([A-Z_]+)<\/code>/.exec(body)?.slice(1).find(Boolean);
  if (isSentToSignIn || REFUSALS.includes(code ?? '')) return 'refused';
  return response.status === 404 && HIDDEN.includes(code ?? '') ? 'hidden' : 'answered';
}

describe('every route', () => {
  it('is in the matrix, and the matrix has no other', () => {
    expect(routesOf(world.portal.server).toSorted()).toEqual(Object.keys(MATRIX).toSorted());
  });

  it.each(Object.keys(MATRIX))('%s answers exactly whom it is for', async (route) => {
    const { to, toPartner = [], heldOf = [...PARTNER, 'quinn'] }: Entry = MATRIX[route] ?? { to: [] };
    for (const caller of ALL) {
      const isOfPartner = heldOf.includes(caller) && toPartner.length > 0;
      const expected =
        to.includes(caller) || toPartner.includes(caller) ? 'answered' : isOfPartner ? 'hidden' : 'refused';
      expect([caller, await outcomeOf(await call(caller, route, own))]).toEqual([caller, expected]);
      if (!isOfPartner) continue;
      expect([caller, 'neighbour', await outcomeOf(await call(caller, route, neighbour))]).toEqual([
        caller,
        'neighbour',
        'hidden',
      ]);
    }
  });
});

describe('what programs write', () => {
  it.each(Object.keys(MATRIX).filter((route) => MATRIX[route]?.isByToken === true))(
    '%s is not written by the cookie of a browser',
    async (route) => {
      const [, path = ''] = route.split(' ');
      const address = world.address(path.replace(':campaignId', CAMPAIGN_ID).replace(/:(run|batch)/, '999999'));
      for (const id of ['dana', 'robin']) {
        const browser = await world.signIn(id);
        const formToken = formTokenOf(await (await browser.get(world.address('/account'))).text());
        const answer = await browser.post(address, { formToken });
        expect([id, answer.status]).toEqual([id, 401]);
        expect(await answer.json()).toMatchObject({ code: 'SIGN_IN_NEEDED' });
      }
    },
  );
});

describe('a person of a partner', () => {
  beforeAll(async () => {
    for (const id of ['vera', ...PARTNER, 'quinn']) browsers.set(id, await world.signIn(id));
  });

  it('is told of a neighbour what is told of nobody, to the byte', async () => {
    const asked = async (path: string) => {
      const response = await browsers.get('pat')?.get(world.address(path));
      const text = (await response?.text()) ?? '';
      return text
        .replaceAll(neighbour.customerId, 'ID')
        .replaceAll(neighbour.partnerId, 'ID')
        .replaceAll('no-such', 'ID')
        .replaceAll('00000000-0000-4000-8000-000000000000', 'ID');
    };
    for (const base of [`/campaigns/${CAMPAIGN_ID}`, CAMPAIGN_API]) {
      const tail = base === CAMPAIGN_API ? '/explanation' : '';
      const theirs = await asked(`${base}/customers/${neighbour.customerId}${tail}`);
      expect(theirs).toBe(await asked(`${base}/customers/00000000-0000-4000-8000-000000000000${tail}`));
      expect(theirs).toContain('CUSTOMER_UNKNOWN');
    }
    expect(await asked(`/campaigns/${CAMPAIGN_ID}/partners/${neighbour.partnerId}`)).toBe(
      await asked(`/campaigns/${CAMPAIGN_ID}/partners/no-such`),
    );
  });

  it('sees its own where it names no partner, and no other by a cursor', async () => {
    const { earnings } = earningsAnswer.parse(await json('pat', `${CAMPAIGN_API}/earnings`));
    expect(earnings.map(({ partnerId }) => partnerId)).toEqual([own.partnerId]);
    const whole = earningsAnswer.parse(await json('vera', `${CAMPAIGN_API}/earnings?limit=1`));
    const further = await json('pat', `${CAMPAIGN_API}/earnings?cursor=${whole.nextCursor ?? ''}&limit=1000`);
    expect(JSON.stringify(further)).not.toContain(`"${neighbour.partnerId}"`);
    expect(
      await json('pat', `${CAMPAIGN_API}/earnings?partner=${own.partnerId}&partner=${neighbour.partnerId}`),
    ).toMatchObject({ status: 404 });
  });

  it('reads of whole lists what is its own', async () => {
    for (const list of ['earnings', 'determinations']) {
      const response = await browsers.get('pat')!.get(world.address(`${CAMPAIGN_API}/${list}/ndjson`));
      const rows = (await response.text()).trimEnd().split('\n');
      const ids = rows.map((row) => (JSON.parse(row) as { readonly partnerId: string }).partnerId);
      expect([list, ...new Set(ids)]).toEqual([list, own.partnerId]);
    }
  });

  it('names one where it has several', async () => {
    await world.grant('pia@partner.example', { partnerId: neighbour.partnerId });
    expect(await json('pia', `${CAMPAIGN_API}/earnings`)).toMatchObject({ code: 'INPUT_INVALID' });
    for (const { partnerId } of [own, neighbour])
      expect(await json('pia', `${CAMPAIGN_API}/earnings?partner=${partnerId}`)).toMatchObject({
        earnings: [{ partnerId }],
      });
    await world.withdraw('pia@partner.example', { partnerId: neighbour.partnerId });
    expect(await json('pia', `${CAMPAIGN_API}/earnings?partner=${neighbour.partnerId}`)).toMatchObject({ status: 404 });
  });

  it('sees of a customer that it shares with others only what is its own', async () => {
    const { determinations } = determinationsAnswer.parse(
      await json('vera', `${CAMPAIGN_API}/determinations?limit=1000`),
    );
    const shared = [...Map.groupBy(determinations, ({ customerId }) => customerId).values()].find(
      (rows) => new Set(rows.map(({ partnerId }) => partnerId)).size > 1,
    );
    const [one, other] = shared ?? [];
    if (one === undefined || other === undefined) throw new Error('The world has a customer of two partners');
    await world.grant('quinn@partner.example', { partnerId: one.partnerId });
    const path = `${CAMPAIGN_API}/customers/${one.customerId}/explanation`;
    const whole = explanationAnswer.parse(await json('vera', path));
    expect(JSON.stringify(whole)).toContain(`"${other.partnerId}"`);
    const seen = explanationAnswer.parse(await json('quinn', path));
    expect(seen.determinations.map(({ partnerId }) => partnerId)).toEqual([one.partnerId]);
    expect(seen.lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(seen)).not.toMatch(new RegExp(`\\b${other.partnerId}\\b`));
  });
});

function forgottenRoute(): string {
  return 'a secret';
}

describe('a route that does not say who may call it', () => {
  it('is refused, whoever calls', async () => {
    const guard = world.portal.server.app.get(AccessGuard, { strict: false });
    const forgotten = {
      getHandler: () => forgottenRoute,
      getClass: () => Object,
      switchToHttp: () => ({
        getRequest: () => ({ method: 'GET', url: '/forgotten', headers: {}, cookies: {} }),
        getResponse: () => ({}),
      }),
    } as unknown as ExecutionContext;
    await expect(guard.canActivate(forgotten)).rejects.toMatchObject({ code: 'ACCESS_UNDECLARED' });
  });
});

describe('a token for the command line', () => {
  it('is the person’s, with its rights of now, until somebody ends it', async () => {
    const browser = await world.signIn('dana');
    const formToken = formTokenOf(await (await browser.get(world.address('/account'))).text());
    const page = await (await browser.post(world.address('/account/tokens'), { formToken })).text();
    const token = /SEATBACK_TOKEN=(sbc_[\w-]+)/.exec(page)?.[1] ?? '';
    const tokens = world.portal.server.app.get(CommandTokens);
    const holder = await tokens.holder(token);
    expect(holder).toMatchObject({ actor: 'dana@harbour.example' });
    expect([...holder.roles]).toEqual(['finance-maker', 'finance-viewer']);
    const [listed] = await tokens.list(holder.person);
    const other = await world.signIn('robin');
    const theirs = formTokenOf(await (await other.get(world.address('/account'))).text());
    const end = (by: Browser, by_formToken: string) =>
      by.post(world.address('/account/tokens/end'), {
        formToken: by_formToken,
        commandToken: String(listed?.commandToken),
      });
    await end(other, theirs);
    expect(await tokens.holder(token)).toMatchObject({ actor: 'dana@harbour.example' });
    await end(browser, formToken);
    await expect(tokens.holder(token)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });
});
