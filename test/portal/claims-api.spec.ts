import { createHash, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CommandTokens } from '../../src/access/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { instant } from '../../src/kernel/index.js';
import { claimAnswer, claimDocumentAnswer, claimsAnswer } from '../../src/portal/answers/claim-answers.js';
import { AccessWorld } from '../access/access-world.js';
import { pdfDocument, workbookDocument } from '../builders/documents.js';
import { ImportFiles } from '../builders/import-folder.js';

/** What a partner's program does with a token of one of its administrators. */

const CAMPAIGN = 'cash-back-open-licence-we';
const CLAIMS = `/api/v1/campaigns/${CAMPAIGN}/claims`;

let world: AccessWorld;
const tokens = new Map<string, string>();
beforeAll(async () => {
  world = await AccessWorld.start({ SEATBACK_DOCUMENT_MEGABYTES: '1' });
  world.portal.clock.moveTo(instant('2014-07-01T09:00:00Z'));
  const { app } = world.portal.server;
  await app
    .get(ImportFolder)
    .execute(new ImportFiles().partner('1001').partner('1002').writeTo(`${world.portal.folder}/register`));
  for (const id of ['pia', 'pat', 'quinn', 'vera']) {
    await world.signIn(id);
    const host = id === 'vera' ? 'harbour' : 'partner';
    const [person] = await world.portal.rows('SELECT person FROM person WHERE actor = $1', [`${id}@${host}.example`]);
    const role =
      { pia: 'partner-administrator', pat: 'partner-viewer', quinn: 'partner-viewer' }[id] ?? 'finance-viewer';
    const asked = { person: Number(person?.['person']), actor: id, claimedRoles: [role] };
    tokens.set(id, (await app.get(CommandTokens).issue(asked as never)).token);
  }
  for (const id of ['pia', 'pat']) await world.grant(`${id}@partner.example`, { partnerId: '1001' });
  await world.grant('quinn@partner.example', { partnerId: '1002' });
}, 300_000);
afterAll(() => world.end());

const rows = (sql: string) => world.portal.rows(sql);
const sale = (agreement: string) => ({
  agreementNumber: agreement,
  customerName: 'Customer 1',
  distributorName: 'North Distribution',
  invoiceFile: 'Rechnung.pdf',
});

async function send(
  path: string,
  body: BodyInit,
  { by = 'pia', headers = {} }: { by?: string; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: Record<string, unknown>; text: string }> {
  const response = await fetch(world.address(path), {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${tokens.get(by) ?? ''}`, 'idempotency-key': `"${randomUUID()}"`, ...headers },
  });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text) as Record<string, unknown>, text };
}

const claim = (what: unknown, more: Parameters<typeof send>[2] = {}, path = CLAIMS) =>
  send(path, JSON.stringify(what), { ...more, headers: { 'content-type': 'application/json', ...more.headers } });
const digestOf = (bytes: Uint8Array) => `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;
const document = (
  claimId: string,
  bytes: Uint8Array,
  headers: Record<string, string> = {},
  more: { by?: string; query?: string } = {},
) =>
  send(`${CLAIMS}/${claimId}/documents?kind=invoice-copy&fileName=scan.pdf${more.query ?? ''}`, new Uint8Array(bytes), {
    ...more,
    headers: { 'content-type': 'application/octet-stream', 'content-digest': digestOf(bytes), ...headers },
  });

describe('a claim by API', () => {
  it('is made once for each key, and answered with the same bytes', async () => {
    const headers = { 'idempotency-key': '"first"' };
    const made = await claim(sale('A-1'), { headers });
    expect(made.status).toBe(201);
    expect(claimAnswer.parse(made.body)).toMatchObject({
      claimId: 'P-2',
      partnerId: '1001',
      standing: 'waiting',
      documents: [],
    });
    expect((await claim(sale('A-1'), { headers })).text).toBe(made.text);
    expect(await claim(sale('A-2'), { headers })).toMatchObject({
      status: 422,
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
    expect(await rows('SELECT claim_id AS id FROM claim')).toEqual([{ id: 'P-2' }]);
    expect(await rows('SELECT kind FROM notification')).toEqual([{ kind: 'claim-received' }]);
    expect(await rows(`SELECT actor FROM audit_entry WHERE act = 'claim.enter'`)).toEqual([
      { actor: 'pia@partner.example' },
    ]);
  });

  it.each([
    ['without a key', sale('A-3'), { headers: { 'idempotency-key': '' } }, 400, 'IDEMPOTENCY_KEY_MISSING'],
    ['without what the offer needs', { agreementNumber: 'A-3' }, {}, 422, 'CLAIM_INCOMPLETE'],
    ['without the name of the copy', { ...sale('A-3'), invoiceFile: undefined }, {}, 422, 'CLAIM_INCOMPLETE'],
    ['with what nobody asked for', { ...sale('A-3'), bonus: '1' }, {}, 400, 'INPUT_INVALID'],
    ['of a sale that was claimed before', sale('a-1'), {}, 409, 'CLAIMED_BEFORE'],
    ['by who only looks', sale('A-3'), { by: 'pat' }, 403, 'ROLE_MISSING'],
    ['by finance', sale('A-3'), { by: 'vera' }, 403, 'ROLE_MISSING'],
    ['by nobody', sale('A-3'), { by: 'nobody' }, 401, 'SIGN_IN_NEEDED'],
  ])('is refused %s', async (_, body, more, status, code) => {
    expect(await claim(body, more)).toMatchObject({ status, body: { code, status } });
    expect(await rows('SELECT FROM claim')).toHaveLength(1);
  });

  it('is refused for a neighbour, and a neighbour sees none of it', async () => {
    expect(await claim(sale('A-3'), {}, `${CLAIMS}?partner=1002`)).toMatchObject({
      status: 404,
      body: { code: 'PARTNER_UNKNOWN' },
    });
    const listed = async (by: string, query = '') => {
      const headers = { authorization: `Bearer ${tokens.get(by) ?? ''}` };
      return claimsAnswer.parse(await (await fetch(world.address(`${CLAIMS}${query}`), { headers })).json()).claims;
    };
    expect((await listed('quinn')).map(({ claimId }) => claimId)).toEqual([]);
    expect((await listed('pat')).map(({ claimId }) => claimId)).toEqual(['P-2']);
    expect((await listed('vera', '?partner=1001')).map(({ claimId }) => claimId)).toEqual(['P-2']);
  });

  it('is changed by no cookie', async () => {
    const pia = await world.signIn('pia');
    const sent = await pia.post(world.address(CLAIMS), { formToken: 'any' });
    expect([sent.status, ((await sent.json()) as { code: string }).code]).toEqual([401, 'SIGN_IN_NEEDED']);
  });
});

describe('a sender that breaks off', () => {
  it.each([
    ['in the bytes', 'application/octet-stream', '%PDF-1.7'],
    [
      'in the file of a form',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n%PDF',
    ],
    [
      'in a field of a form',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="kind"\r\n\r\ninv',
    ],
  ])('%s leaves nothing, and others are answered', async (_, type, begun) => {
    for (const by of ['pia', 'nobody']) {
      const asking = request(world.address(`${CLAIMS}/P-2/documents`), {
        method: 'POST',
        headers: {
          'content-type': type,
          'content-length': 100_000,
          authorization: `Bearer ${tokens.get(by) ?? 'none'}`,
        },
      });
      const isOver = new Promise<void>((resolve) => {
        asking.on('error', () => undefined).on('close', resolve);
      });
      asking.write(begun, () => asking.destroy());
      await isOver;
    }
    const headers = { authorization: `Bearer ${tokens.get('pat') ?? ''}` };
    expect((await fetch(world.address(CLAIMS), { headers })).status).toBe(200);
    expect(await rows('SELECT FROM claim_document')).toEqual([]);
  });
});

describe('a document by API', () => {
  it('is given as its bytes with their digest, or in a form, and is one', async () => {
    const raw = await document('P-2', pdfDocument());
    expect(raw.status).toBe(201);
    expect(claimDocumentAnswer.parse(raw.body)).toMatchObject({ document: 1, format: 'pdf', fileName: 'scan.pdf' });
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(pdfDocument())]), 'other.pdf');
    const again = await send(`${CLAIMS}/P-2/documents?kind=invoice-copy`, form);
    expect([again.status, again.text]).toEqual([201, raw.text]);
    expect(await rows('SELECT FROM claim_document')).toHaveLength(1);
  });

  it('is answered the same by the same key, also for another document than the first one', async () => {
    const headers = { 'idempotency-key': 'copy-2' };
    const first = await document('P-2', pdfDocument('page 2'), headers);
    expect((await document('P-2', pdfDocument('page 2'), headers)).text).toBe(first.text);
    expect(await document('P-2', pdfDocument('page 3'), headers)).toMatchObject({
      body: { code: 'IDEMPOTENCY_KEY_REUSED' },
    });
  });

  it.each([
    ['without a digest', { 'content-digest': '' }, pdfDocument('x'), 400, 'CONTENT_DIGEST_MISSING'],
    [
      'that is not what its digest says',
      { 'content-digest': digestOf(pdfDocument()) },
      pdfDocument('x'),
      422,
      'CONTENT_DIGEST_DIFFERS',
    ],
    ['of another kind', {}, Buffer.from('MZ'), 415, 'DOCUMENT_KIND_REFUSED'],
    ['with macros', {}, workbookDocument({ 'xl/vbaProject.bin': new Uint8Array(1) }), 422, 'DOCUMENT_MACROS_REFUSED'],
    ['that is too large', {}, new Uint8Array(1024 * 1024 + 1), 413, 'DOCUMENT_TOO_LARGE'],
    [
      'under a type that says what it is',
      { 'content-type': 'application/pdf' },
      pdfDocument('x'),
      415,
      'REQUEST_INVALID',
    ],
  ])('is refused %s', async (_, headers, bytes, status, code) => {
    expect(await document('P-2', bytes, headers)).toMatchObject({ status, body: { code } });
    expect(await rows('SELECT FROM claim_document')).toHaveLength(2);
  });

  it('is refused for a claim that is not the partner’s, and by who may not', async () => {
    expect(await document('P-9', pdfDocument('x'))).toMatchObject({ status: 404, body: { code: 'CLAIM_UNKNOWN' } });
    expect(await document('P-2', pdfDocument('x'), {}, { query: '&partner=1002' })).toMatchObject({
      status: 404,
      body: { code: 'PARTNER_UNKNOWN' },
    });
    expect(await document('P-2', pdfDocument('x'), {}, { by: 'pat' })).toMatchObject({
      status: 403,
      body: { code: 'ROLE_MISSING' },
    });
    expect(await rows('SELECT FROM claim_document')).toHaveLength(2);
  });
});
