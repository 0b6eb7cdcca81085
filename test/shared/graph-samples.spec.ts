import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { GRAPH_SCOPE, startPartnerCenter, type SimulatedPartnerCenter } from '../../demo/partner-center/index.js';
import { generateWorld, reconciliationLine } from '../../demo/world/index.js';
import { lineOfInvoice } from '../../src/ingest/sources/files/billing-files.js';
import { valuesOf } from '../../src/ingest/sources/files/records.js';
import {
  blobAddress,
  manifestAnswer,
  operationAnswer,
  operationState,
} from '../../src/ingest/sources/graph-billing/wire.js';
import { isNamed, sortDocuments } from '../../src/ingest/sources/partner-center/billing-documents.js';
import { invoicesPage, newCommerceLinesPage, nextPage } from '../../src/ingest/sources/partner-center/wire.js';
import { instant } from '../../src/kernel/index.js';
import { differencesOf } from '../demo/payload-shape.js';
import { signIn } from '../demo/walk.js';
import { describeAgainstShared, readShared } from './shared-contracts.js';

const sample = (name: string): string => readShared(`contracts/partner-center/${name}`);
/** As our client reads it: numbers stay the text they were. */
const answer = (name: string): unknown =>
  JSON.parse(sample(name), ((_key: string, value: unknown, { source }: { readonly source?: string }) =>
    typeof value === 'number' ? source : value) as (key: string, value: unknown) => unknown);
const json = (name: string): unknown => JSON.parse(sample(name));

describeAgainstShared('published answers of Graph', () => {
  it.each([
    ['running', { state: 'running' }],
    ['failed', { state: 'no-data' }],
    [
      'succeeded',
      {
        state: 'succeeded',
        manifest: expect.stringMatching(/^https:\/\/graph\.microsoft\.com\/v1\.0\/.*\/manifests\/8fe347d7/),
      },
    ],
  ])('an operation that is %s', (state, expected) => {
    expect(operationState(operationAnswer.parse(json(`graph-operation-${state}.json`)))).toEqual(expected);
  });

  it('a manifest, whose file has an address below the root folder', () => {
    const manifest = manifestAnswer.parse(json('graph-manifest.json'));
    const { rootDirectory, sasToken, blobs } = manifest;
    expect(blobs).toHaveLength(1);
    const name = blobs[0]?.name ?? '';
    expect(blobAddress(manifest, name)).toBe(`${rootDirectory}/${name}?${sasToken}`);
  });
});

describeAgainstShared('published lines of new commerce', () => {
  const invoice = { invoiceNumber: 'G000773581', amends: undefined };
  const exported = () =>
    sample('billed-reconciliation.constructed.jsonl')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as object);

  it('are the same from /v1 and from the export', () => {
    const page = newCommerceLinesPage.parse(answer('invoice-lineitems-nce-page1.json'));
    expect(nextPage(page)?.continuationToken).toMatch(/^d19617b8/);
    const read = (items: readonly object[]) =>
      items.map((item, index) => lineOfInvoice(invoice, { line: index + 1, values: valuesOf(item) }));
    const ofPage = read(page.items);
    expect(ofPage.filter((line) => 'line' in line)).toHaveLength(2);
    expect(read(exported())).toEqual(ofPage);
  });

  it('can all be read as lines of the invoice that each names, trials marked and the prefix of an id left away', () => {
    const lines = exported().map((item) => {
      const values = valuesOf(item);
      const read = lineOfInvoice({ ...invoice, invoiceNumber: values.get('invoicenumber') ?? '' }, { line: 1, values });
      return 'line' in read ? read.line : read.problem;
    });
    expect(lines).toEqual([
      expect.objectContaining({ isTrialOrAddOn: true, quantity: '25', subtotal: '0', partnerId: '4649221' }),
      expect.objectContaining({ isTrialOrAddOn: false, quantity: '50', partnerId: null }),
      expect.objectContaining({ quantity: '3.1618', chargeStart: '2019-02-04', chargeEnd: '2019-03-03' }),
      expect.objectContaining({ customerId: '9060d13d-c5ed-482e-b059-a15a38cbb28e' }),
    ]);
  });

  it('have the columns of ours', () => {
    const [columns] = parse(sample('recon-new-commerce.csv'));
    const world = generateWorld({ seed: 3, billing: 'new-commerce' });
    const lines = world.invoices.flatMap((one) =>
      one.lines.map((line) => reconciliationLine(one, line, world.distributor)),
    );
    const widest = lines.map((line) => Object.keys(line)).reduce((a, b) => (b.length > a.length ? b : a));
    expect(widest.sort()).toEqual(columns?.toSorted());
  });

  it('carry words of the published list', () => {
    const published = parse(sample('recon-charge-types.csv')).map(([, type]) => type);
    const used = new Set(
      generateWorld({ seed: 3, billing: 'new-commerce' }).invoices.flatMap(({ lines }) =>
        lines.map(({ chargeType }) => chargeType),
      ),
    );
    // The list is of 2021; the field table names these two besides.
    expect([...used].filter((type) => !published.includes(type)).sort()).toEqual(['cycleCharge', 'renew']);
  });
});

describeAgainstShared('the published list of invoices', () => {
  it('has an invoice, one that is void, and inside it the note that bills anew', () => {
    const { adding, voided, unplaced } = sortDocuments(
      invoicesPage.parse(answer('invoices.json')).items.filter(isNamed),
    );
    expect(adding).toEqual([
      { invoiceNumber: 'D02005YFHI', provider: 'office', amends: undefined },
      { invoiceNumber: 'G000024131', provider: 'onetime', amends: 'G000024130' },
    ]);
    expect(voided.map(({ invoiceNumber }) => invoiceNumber)).toEqual(['G000024130']);
    expect(unplaced).toEqual([]);
  });
});

describeAgainstShared('the simulated Graph beside the published samples', () => {
  const AT = instant('2019-07-20T10:00:00Z');
  const world = generateWorld({ seed: 3, billing: 'new-commerce' });
  let center: SimulatedPartnerCenter;
  let authorization: string;
  beforeAll(async () => {
    center = await startPartnerCenter(world, { startAt: AT, graph: { looks: 1, files: 1 } });
    authorization = `Bearer ${String((await signIn(center, { scope: GRAPH_SCOPE })).body['access_token'])}`;
  });
  afterAll(() => center.close());

  it('accepts, runs, succeeds and describes its files in the same forms', async () => {
    const ask = (address: string, init: RequestInit = {}) => fetch(address, { ...init, headers: { authorization } });
    const path = `${center.graphUrl}/reports/partners/billing/reconciliation/billed/export`;
    const request = { ...(json('graph-billed-export-request.json') as object), invoiceId: world.invoices[0]?.id };
    const accepted = await ask(path, { method: 'POST', body: JSON.stringify(request) });
    expect([accepted.status, await accepted.text()]).toEqual([202, '']);
    const location = accepted.headers.get('location') ?? '';
    const published = (json('graph-export-accepted.json') as { headers: { Location: string } }).headers.Location;
    expect(new URL(location).pathname.replace(/[^/]+$/, '')).toBe(new URL(published).pathname.replace(/[^/]+$/, ''));
    const running: unknown = await (await ask(location)).json();
    expect(differencesOf(json('graph-operation-running.json'), running)).toEqual([]);
    const succeeded = (await (await ask(location)).json()) as Record<string, string>;
    expect(differencesOf(json('graph-operation-succeeded.json'), succeeded)).toEqual([]);
    const manifest: unknown = await (await ask(succeeded['resourceLocation@odata.navigationLink'] ?? '')).json();
    expect(differencesOf(json('graph-manifest.json'), manifest)).toEqual([]);
    const { rootDirectory, sasToken, blobs } = manifest as Record<string, string> & { blobs: { name: string }[] };
    const file = `${rootDirectory}/${blobs[0]?.name}?${sasToken}`;
    expect((await fetch(file)).status).toBe(200);
    // The store of files wants the signature alone.
    expect((await ask(file)).status).toBe(403);
  });
});
