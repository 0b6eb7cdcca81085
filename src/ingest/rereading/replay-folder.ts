import type { Session, Vault } from '../../database/index.js';
import { compareCodePoints, SeatbackError } from '../../kernel/index.js';
import type { DeliveryDraft, Quarantined } from '../deliveries/delivery-draft.js';
import type { UnreadBilling } from '../history/withhold-invoices.js';
import { readPayload } from '../raw/payload-store.js';
import { unreadBilling } from '../sources/files/billing-files.js';
import { FolderReader } from '../sources/files/folder-reader.js';
import type { KeptFile } from '../sources/files/source-file.js';
import type { Mapping } from '../sources/mapping.js';
import { expectWhole, filesOf, lost, PayloadLost, type KeptPayload } from './kept-payloads.js';
import type { WhatStays } from './what-stays.js';

interface ReplayOptions {
  readonly vault: Vault;
  readonly mapping: Mapping;
  readonly stays: WhatStays;
}

/**
 * Reads the files of an import folder again, as they were received.
 *
 * @returns how many payloads were read
 * @throws SeatbackError CATALOGUE_LOST
 */
export async function replayFolder(
  draft: DeliveryDraft,
  delivery: number,
  { vault, mapping, stays }: ReplayOptions,
): Promise<number> {
  const { session } = draft;
  const payloads: KeptPayload[] = [];
  for (const payload of await filesOf(session, delivery)) {
    try {
      await expectWhole(session, vault, payload);
      payloads.push(payload);
    } catch (error) {
      if (!(error instanceof PayloadLost)) throw error;
      if (/^products\.csv(\.gz)?$/i.test(payload.name)) throw catalogueLost(error);
      stays.file(error.problem);
    }
  }
  const files = payloads
    .map(({ name, hash }): KeptFile => ({ name, content: () => readPayload(session, vault, hash) }))
    .sort((a, b) => compareCodePoints(a.name, b.name));
  const isBilling = ({ name }: KeptFile) => name.startsWith('billing/');
  const unreadable: Quarantined[] = [];
  await new FolderReader({ draft, vault }, mapping, unreadable).read(
    { files: files.filter((file) => !isBilling(file)), billing: files.filter(isBilling) },
    new Map(payloads.map(({ name, hash }) => [name, hash])),
  );

  const then = await unreadableThen(session, delivery);
  for (const file of unreadable) {
    const payload = payloads.find(({ name }) => name === file.file);
    if (then.some((before) => before.file === file.file) || payload === undefined) continue;
    const problem = lost(payload, 'PAYLOAD_UNREADABLE', file);
    if (/^products\.csv/i.test(file.file)) throw catalogueLost(problem);
    stays.file(problem.problem);
  }
  // Of a file that could not even be kept there is nothing to read again: it is missing as it was.
  const neverKept = then.filter(({ file }) => !payloads.some(({ name }) => name === file));
  for (const file of [...neverKept, ...unreadable]) await draft.quarantine(file);
  draft.unreadBilling = await billingNotRead(session, delivery, { files, neverKept, unreadable });
  return payloads.length;
}

async function unreadableThen(session: Session, delivery: number): Promise<Quarantined[]> {
  return session.query(
    `SELECT file, line, column_name AS column, code, expected, found FROM public.quarantined_row
     WHERE delivery = $1 AND line = 0 AND code = 'FILE_UNREADABLE' ORDER BY quarantined_row`,
    [delivery],
  );
}

async function billingNotRead(
  session: Session,
  delivery: number,
  {
    files,
    neverKept,
    unreadable,
  }: Readonly<Record<'neverKept' | 'unreadable', readonly Quarantined[]>> & {
    readonly files: readonly KeptFile[];
  },
): Promise<UnreadBilling> {
  const isBilling = ({ file }: Quarantined) => /^billing(\/|$)/.test(file);
  const kept = files.filter(({ name }) => unreadable.some((row) => isBilling(row) && row.file === name));
  const lostThen = neverKept.filter(isBilling).map(({ file }) => ({ name: file, content: nothing }));
  const now = await unreadBilling([...kept, ...lostThen]);
  if (lostThen.length === 0) return now;
  // What their first lines were is not known any more but by what was concluded from them.
  const [then] = await session.query<{ mayHoldNewCommerce: boolean | null }>(
    `SELECT (summary->'unreadBilling'->>'mayHoldNewCommerce')::boolean AS "mayHoldNewCommerce"
     FROM public.delivery_summary WHERE delivery = $1`,
    [delivery],
  );
  const keptAlone = await unreadBilling(kept);
  return { ...now, mayHoldNewCommerce: keptAlone.mayHoldNewCommerce || (then?.mayHoldNewCommerce ?? true) };
}

async function* nothing(): AsyncGenerator<Buffer, void> {
  yield Buffer.alloc(0);
}

/** What a product is tells how everything else is read. */
function catalogueLost({ problem, report }: PayloadLost): SeatbackError {
  return new SeatbackError({
    code: 'CATALOGUE_LOST',
    expected: `${problem.name} of delivery ${String(problem.delivery)}, by which everything behind it is read`,
    found: `${report.found} (${problem.code})`,
    where: report.where,
    next: 'Restore the payload from a backup; nothing was read again.',
  });
}
