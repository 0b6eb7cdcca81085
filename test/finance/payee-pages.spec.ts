import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EnterBankDetails, type GivenBankDetails } from '../../src/payout/index.js';
import { PAYEE_ROUTES } from '../../src/portal/http/finance/payee-routes.js';
import { ibanOf } from '../builders/import-folder.js';
import { CAMPAIGN_ID } from '../portal/portal-world.js';
import { FinanceWorld } from './finance-world.js';

const DANA = 'dana@harbour.example';
const ROBIN = 'robin@harbour.example';
const CHECKER = { role: 'finance-checker' } as const;

let world: FinanceWorld;
let partners: { readonly partnerId: string; readonly legalName: string }[];
beforeAll(async () => {
  world = await FinanceWorld.start({ SEATBACK_PAYEE_PAGE: 'https://details.example.com/payee/' });
  await world.access.portal.calculate();
  const rows = await world.access.portal.rows(
    `SELECT partner_id, legal_name FROM partner JOIN partner_profile USING (partner_key)
     WHERE recorded_to IS NULL ORDER BY partner_id`,
  );
  partners = rows.map((row) => ({ partnerId: String(row['partner_id']), legalName: String(row['legal_name']) }));
}, 300_000);
afterAll(() => world.end());

/** Each story has a partner of its own, and an account that nobody else has. */
let stories = 0;
function nextPartner(): { readonly partnerId: string; readonly legalName: string; readonly iban: string } {
  const partner = partners[stories];
  if (partner === undefined) throw new Error('The world has more partners than stories');
  stories += 1;
  return { ...partner, iban: ibanOf(7000 + stories) };
}

async function entered(
  partnerId: string,
  account: { readonly iban: string; readonly accountName: string; readonly accountKind?: 'business' | 'personal' },
  actor = DANA,
): Promise<number> {
  const details = { accountKind: 'business', bankCountry: 'GB', currency: 'GBP', bic: 'BUKBGB22', ...account } as const;
  const given = { details: details as unknown as GivenBankDetails, actor };
  return (await world.access.portal.server.app.get(EnterBankDetails).byUser(partnerId, given)).bankDetails;
}

const pageOf = (partnerId: string) => `/payout/payees/${partnerId}`;
const lastFour = (iban: string) => iban.slice(-4);

async function decisions(details: number): Promise<Record<string, unknown>[]> {
  return world.access.portal.rows(
    'SELECT decision, decided_by, reason FROM bank_details_decision WHERE bank_details = $1',
    [details],
  );
}

describe('the page of a payee', () => {
  it('shows the last four of an account and nothing more, and a second person approves exactly that one, once', async () => {
    const { partnerId, legalName, iban } = nextPartner();
    const details = await entered(partnerId, { iban, accountName: legalName });
    const list = await world.see('vera', '/payout/payees');
    expect(list.text).toContain(`href="${pageOf(partnerId)}"`);
    const approval = `${pageOf(partnerId)}/details/${String(details)}/approval`;
    const seen = await world.see('robin', pageOf(partnerId));
    for (const text of [list.text, seen.text]) {
      expect(text).toContain(`****${lastFour(iban)}`);
      expect(text).not.toContain(iban.slice(0, -4));
    }
    expect(seen.text).toContain('nobody sees more than the last four');
    const other = await world.press('robin', pageOf(partnerId), approval, { lastFour: '0000' });
    expect([other.status, other.text.includes('BANK_DETAILS_CHANGED')]).toEqual([409, true]);
    expect(await decisions(details)).toEqual([]);
    const sent = [
      await world.press('robin', pageOf(partnerId), approval, { lastFour: lastFour(iban) }),
      await world.send('robin', approval, { lastFour: lastFour(iban) }),
    ];
    expect(sent.map(({ status, location }) => [status, location])).toEqual([
      [303, pageOf(partnerId)],
      [303, pageOf(partnerId)],
    ]);
    expect(await decisions(details)).toEqual([{ decision: 'approved', decided_by: ROBIN, reason: null }]);
    expect(await world.acts(`bank details ${String(details)}`)).toEqual([
      `payee.enter by ${DANA}`,
      `payee.approve by ${ROBIN}`,
    ]);
    expect((await world.see('robin', pageOf(partnerId))).text).not.toContain(`action="${approval}"`);
  });

  it('offers nothing to who entered the details, whatever roles, and says why; what is sent all the same is refused', async () => {
    const { partnerId, legalName, iban } = nextPartner();
    const details = await entered(partnerId, { iban, accountName: legalName });
    const approval = `${pageOf(partnerId)}/details/${String(details)}/approval`;
    expect((await world.see('dana', pageOf(partnerId))).text).toContain('You entered these details');
    expect((await world.see('vera', pageOf(partnerId))).text).toContain('This takes the role finance-checker');
    expect((await world.send('dana', approval, {})).text).toContain('ROLE_MISSING');
    await world.access.grant(DANA, CHECKER);
    try {
      const own = await world.send('dana', approval, { lastFour: lastFour(iban) });
      expect([own.status, own.text.includes('SAME_PERSON')]).toEqual([403, true]);
    } finally {
      await world.access.withdraw(DANA, CHECKER);
    }
    // Of another partner there are no such details.
    const foreign = await world.send('robin', `${pageOf(nextPartner().partnerId)}/details/${String(details)}/approval`);
    expect([foreign.status, foreign.text.includes('BANK_DETAILS_UNKNOWN')]).toEqual([404, true]);
    expect(await decisions(details)).toEqual([]);
  });

  it('keeps what was typed where a reason says nothing, and refuses with one that does', async () => {
    const { partnerId, iban } = nextPartner();
    const details = await entered(partnerId, { iban, accountName: 'Jane Smith', accountKind: 'personal' });
    const refusal = `${pageOf(partnerId)}/details/${String(details)}/refusal`;
    expect((await world.see('robin', pageOf(partnerId))).text).toContain('declared as a person’s');
    const vague = await world.press('robin', pageOf(partnerId), refusal, { reason: 'nono & nono' });
    expect([vague.status, vague.text.includes('REASON_INVALID')]).toEqual([422, true]);
    expect(vague.text).toMatch(/<textarea[^>]*>nono &amp; nono<\/textarea>/);
    const refused = await world.press('robin', pageOf(partnerId), refusal, { reason: 'A private account' });
    expect(refused.status).toBe(303);
    expect(await decisions(details)).toEqual([{ decision: 'refused', decided_by: ROBIN, reason: 'A private account' }]);
  });

  it('takes a decision of a name that is nearly the registered one, once however often it is sent', async () => {
    const { partnerId, legalName, iban } = nextPartner();
    const slip = `${legalName.slice(0, 3)}${legalName.slice(4)}`;
    await entered(partnerId, { iban, accountName: slip });
    const action = `${pageOf(partnerId)}/name-decision`;
    const said = { as: 'accepted', reason: 'As on the letter of the bank' };
    expect((await world.see('robin', pageOf(partnerId))).text).toContain('is nearly the registered one');
    expect((await world.press('robin', pageOf(partnerId), action, said)).status).toBe(303);
    expect((await world.send('robin', action, said)).status).toBe(303);
    expect(await world.acts(`partner ${partnerId}`)).toEqual([`payee.decide-name by ${ROBIN}`]);
    expect((await world.see('vera', pageOf(partnerId))).text).toContain('accepted by a person');
  });

  it('issues a link that is shown once, to who may not approve what comes by it', async () => {
    const { partnerId, legalName, iban } = nextPartner();
    const action = `${pageOf(partnerId)}/invitation`;
    const issued = await world.press('dana', pageOf(partnerId), action, { campaign: CAMPAIGN_ID });
    const token = /https:\/\/details\.example\.com\/payee\/([\w-]{43})</.exec(issued.text)?.[1] ?? '';
    expect([issued.status, token.length]).toEqual([200, 43]);
    expect((await world.see('dana', pageOf(partnerId))).text).not.toContain(token);
    const account = { accountKind: 'business', bankCountry: 'GB', currency: 'GBP', bic: 'BUKBGB22' } as const;
    const { bankDetails } = await world.access.portal.server.app.get(EnterBankDetails).byInvitation(token, {
      details: { ...account, iban, accountName: legalName },
      actor: 'Pat Smith',
    });
    await world.access.grant(DANA, CHECKER);
    try {
      const seen = await world.see('dana', pageOf(partnerId));
      expect(seen.text).toContain('You issued the link by which these details came; another person decides.');
      const own = await world.send('dana', `${pageOf(partnerId)}/details/${String(bankDetails)}/approval`);
      expect([own.status, own.text.includes('You issued the link')]).toEqual([403, true]);
    } finally {
      await world.access.withdraw(DANA, CHECKER);
    }
    const unknown = await world.send('dana', action, { campaign: 'no-such' });
    expect([unknown.status, unknown.text.includes('CAMPAIGN_UNKNOWN')]).toEqual([404, true]);
  });
});

describe('what is held back by hand', () => {
  it('is held by a form, once, and let go by another person; programs do the same', async () => {
    const { partnerId } = nextPartner();
    const placing = `${pageOf(partnerId)}/hold/placing`;
    const release = `${pageOf(partnerId)}/hold/release`;
    const vague = await world.press('dana', pageOf(partnerId), placing, { reason: 'hm' });
    expect([vague.status, vague.text.includes('>hm</textarea>')]).toEqual([422, true]);
    const reason = 'Its invoices are being looked at';
    for (const sent of [
      await world.press('dana', pageOf(partnerId), placing, { reason }),
      await world.send('dana', placing, { reason }),
    ])
      expect([sent.status, sent.location]).toEqual([303, pageOf(partnerId)]);
    const other = await world.send('robin', placing, { reason: 'Another reason for it' });
    expect([other.status, other.text.includes('HOLD_STATE')]).toEqual([409, true]);
    expect((await world.see('dana', pageOf(partnerId))).text).toContain(
      'You placed this hold; another person releases',
    );
    const { text } = await world.see('robin', pageOf(partnerId));
    const hold = /name="hold" value="(\d+)"/.exec(text)?.[1] ?? '';
    expect(text).toContain('held by person');
    const sent = await world.press('robin', pageOf(partnerId), release, { hold, reason: 'Its invoices are right' });
    expect(sent.status).toBe(303);
    expect(await world.acts(`hold ${hold}`)).toEqual([`payee.hold by ${DANA}`, `payee.release-hold by ${ROBIN}`]);

    const [dana, robin] = [await world.token('dana'), await world.token('robin')];
    const api = `/api/v1${pageOf(partnerId)}/hold`;
    const held = await world.call(dana, `${api}/placing`, { key: 'hold-1', body: { reason } });
    const [placed] = PAYEE_ROUTES.holdPlacing.answer.parse(held.json).personHolds;
    expect(placed).toMatchObject({ placedBy: DANA, releasedBy: null, reason });
    const body = { hold: placed?.hold, reason: 'Its invoices are right' };
    const own = await world.call(dana, `${api}/release`, { key: 'release-0', body });
    expect(own.json['code']).toBe('ROLE_MISSING');
    const released = await world.call(robin, `${api}/release`, { key: 'release-1', body });
    expect(PAYEE_ROUTES.holdRelease.answer.parse(released.json).personHolds[0]).toMatchObject({ releasedBy: ROBIN });
  });
});

describe('payees by programs', () => {
  it('are listed, shown, asked, approved and decided of as on the pages, each answer as described', async () => {
    const [dana, robin, vera] = [await world.token('dana'), await world.token('robin'), await world.token('vera')];
    const { partnerId, legalName, iban } = nextPartner();
    const api = `/api/v1${pageOf(partnerId)}`;
    const invited = await world.call(dana, `${api}/invitation`, { key: 'ask-1', body: { campaign: CAMPAIGN_ID } });
    const { token } = PAYEE_ROUTES.invitation.answer.parse(invited.json);
    const again = await world.call(dana, `${api}/invitation`, { key: 'ask-1', body: { campaign: CAMPAIGN_ID } });
    expect(again.text).toBe(invited.text);
    const kept = await world.access.portal.rows(`SELECT answer FROM person_request WHERE idempotency_key = 'ask-1'`);
    expect(JSON.stringify(kept)).toContain(partnerId);
    expect(JSON.stringify(kept)).not.toContain(token);

    const details = await entered(partnerId, { iban, accountName: `${legalName.slice(0, 3)}${legalName.slice(4)}` });
    const list = PAYEE_ROUTES.payees.answer.parse((await world.call(vera, '/api/v1/payout/payees?limit=1000')).json);
    expect(list.waiting.find((each) => each.details === details)).toMatchObject({
      partnerId,
      account: `****${lastFour(iban)}`,
      name: { outcome: 'close-match', decision: null },
    });
    const first = PAYEE_ROUTES.payees.answer.parse((await world.call(vera, '/api/v1/payout/payees?limit=1')).json);
    const further = await world.call(vera, `/api/v1/payout/payees?limit=1000&cursor=${first.nextCursor ?? ''}`);
    expect([...first.waiting, ...PAYEE_ROUTES.payees.answer.parse(further.json).waiting]).toEqual(list.waiting);

    const act = (step: string, key: string, body: unknown) => world.call(robin, `${api}/${step}`, { key, body });
    const decided = await act('name-decision', 'name-1', { as: 'accepted', reason: 'As on the letter of the bank' });
    expect(PAYEE_ROUTES.nameDecision.answer.parse(decided.json).name).toMatchObject({ decision: 'accepted' });
    const step = `details/${String(details)}/approval`;
    expect((await world.call(dana, `${api}/${step}`, { key: 'own-1', body: {} })).json['code']).toBe('ROLE_MISSING');
    const approved = await act(step, 'approve-1', { lastFour: lastFour(iban) });
    const payee = PAYEE_ROUTES.detailsApproval.answer.parse(approved.json);
    expect(payee.details[0]).toMatchObject({ details, state: 'approved', decidedBy: ROBIN });
    expect(approved.text).not.toContain(iban.slice(0, -4));
    const late = await act(`details/${String(details)}/refusal`, 'refuse-1', { reason: 'Too late for this' });
    expect([late.status, late.json['code']]).toEqual([409, 'BANK_DETAILS_DECIDED']);
    const tagged = await world.call(vera, api);
    const known = await world.call(vera, api, { headers: { 'if-none-match': tagged.etag ?? '' } });
    expect(known.status).toBe(304);
  });
});
