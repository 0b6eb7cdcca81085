import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { AuditLog } from '../../../audit/index.js';
import { UnitOfWork, Vault } from '../../../database/index.js';
import { actorOf, CLOCK, reasonOf, SeatbackError, type Clock, type Instant } from '../../../kernel/index.js';
import { CloseDelivery, type ClosedDelivery } from '../../deliveries/close-delivery.js';
import { DeliveryDraft, type Quarantined } from '../../deliveries/delivery-draft.js';
import { INVOICE_REPEATED } from '../../history/repeated-invoices.js';
import { expectQuarantine, resolveQuarantine } from '../../quarantine/resolve-quarantine.js';
import { MAPPING, MAPPING_OF_TODAY, type Mapping } from '../mapping.js';
import { unreadBilling } from './billing-files.js';
import { FilesAsFound } from './files-as-found.js';
import { FolderReader } from './folder-reader.js';
import { listFolder } from './folder-listing.js';
import { folderDigest, keepFiles } from './keep-files.js';
import { LargeBillingFiles } from './large-billing-files.js';
import type { ImportedFile } from './read-billing.js';
import { fileShrank, findShrunkFiles } from './shrunk-files.js';
import { BILLING_THREADS, isForThread, type BillingThreads } from './threaded-billing.js';

export interface FolderImport {
  /** Rows of an earlier delivery's quarantine that this one brought in good order. */
  readonly rowsRepaired: number;
  /** Undefined where the folder brought nothing that was not known. */
  readonly delivery: ClosedDelivery | undefined;
  readonly files: readonly ImportedFile[];
  readonly filesIgnored: readonly string[];
  /** Folders other than `billing`, and any in it: nothing of them was read. */
  readonly foldersIgnored: readonly string[];
  readonly filesUnreadable: readonly Quarantined[];
  /** The first thousand of them. */
  readonly quarantined: readonly Quarantined[];
  readonly quarantinedCount: number;
}

export interface ImportOptions {
  /** When the delivery counts as recorded; now, unless an old one is loaded afterwards. */
  readonly recordedAt?: Instant;
  /** Told while files are kept, before any is read as rows. */
  readonly onBytes?: (file: string, bytes: number) => void;
  readonly onFile?: (file: string, rowsRead: number) => void;
  /** The delivery whose quarantined rows this folder brings in good order. */
  readonly repairs?: number | undefined;
  /** Names of files that are meant to be much smaller than the last time. */
  readonly acceptShrunk?: readonly string[] | undefined;
  /** Who answers for a repair or for a smaller file, and why it is right; needed for both. */
  readonly actor?: string | undefined;
  readonly reason?: string | undefined;
}

/** Name under which the share is injected that a file may shrink by, in per cent. */
export const SHRINK_LIMIT = Symbol('shrink limit');

/** Imports a folder as one delivery (import contract, sections 1 to 3). */
@Injectable()
export class ImportFolder {
  readonly #unitOfWork: UnitOfWork;
  readonly #closeDelivery: CloseDelivery;
  readonly #vault: Vault;
  readonly #auditLog: AuditLog;
  readonly #clock: Clock;
  readonly #shrinkLimitPercent: number;
  readonly #mapping: Mapping;
  readonly #threads: BillingThreads | undefined;

  constructor(
    unitOfWork: UnitOfWork,
    closeDelivery: CloseDelivery,
    vault: Vault,
    auditLog: AuditLog,
    @Inject(CLOCK) clock: Clock,
    @Inject(SHRINK_LIMIT) shrinkLimitPercent: number,
    @Inject(MAPPING) mapping: Mapping,
    @Inject(BILLING_THREADS) threads: BillingThreads | undefined,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#closeDelivery = closeDelivery;
    this.#vault = vault;
    this.#auditLog = auditLog;
    this.#clock = clock;
    this.#shrinkLimitPercent = shrinkLimitPercent;
    this.#mapping = mapping;
    // A thread knows no other mapping.
    this.#threads = mapping === MAPPING_OF_TODAY ? threads : undefined;
  }

  /**
   * Rows that cannot be read go to quarantine, a file that cannot be read at all is left out whole; the rest is
   * taken. Nothing is seen of any of it until the delivery closes.
   *
   * @throws SeatbackError FOLDER_MISSING, FILE_CHANGED, FILE_SHRANK, REASON_MISSING, ACTOR_INVALID, REASON_INVALID,
   *   DELIVERY_UNKNOWN, DELIVERY_OUT_OF_ORDER
   */
  async execute(folder: string, options: ImportOptions = {}): Promise<FolderImport> {
    const signed = signatureOf(options);
    const listing = listFolder(folder, new Set(this.#mapping.formats.keys()));
    const onDisk = [...listing.files, ...listing.billing];
    const asFound = new FilesAsFound(onDisk);
    return this.#unitOfWork.inSession(async (session) => {
      if (options.repairs !== undefined) await expectQuarantine(session, options.repairs);
      const kept = await keepFiles(
        session,
        listing,
        this.#vault,
        (file) => isForThread(file, this.#threads),
        asFound,
        options.onBytes,
      );
      const unreadable = [...kept.unreadable];
      const read = async (draft: DeliveryDraft): Promise<FolderImport> => {
        for (const [name, hash] of kept.hashes) draft.payloads.push({ name, hash });
        const context = { draft, vault: this.#vault };
        const large = new LargeBillingFiles(draft, this.#threads, kept.later, this.#unitOfWork, asFound);
        const reader = new FolderReader(context, this.#mapping, unreadable, options.onFile, large);
        const files = await reader.read(listing, kept.hashes);
        asFound.expectUnchanged(onDisk);
        const hashes = new Map([...kept.hashes, ...large.hashes]);
        const key = folderDigest(listing, hashes, [...kept.unreadable, ...large.unreadable]);
        draft.source = { source: 'files', key };
        for (const file of unreadable) await draft.quarantine(file);
        draft.unreadBilling = await unreadBilling(
          unreadable
            .filter(({ file }) => /^billing(\/|$)/.test(file))
            .map(({ file }) => ({ name: file, path: join(folder, file) })),
        );
        // A repair brings the rows that were bad, and few others.
        const shrunk =
          options.repairs === undefined ? await findShrunkFiles(session, files, this.#shrinkLimitPercent) : [];
        const accepted = new Set(options.acceptShrunk?.map((name) => name.replace(/\.gz$/i, '')));
        const refused = shrunk.filter(({ file }) => !accepted.has(file));
        if (refused.length > 0) throw fileShrank(refused, this.#shrinkLimitPercent);
        let rowsRepaired = 0;
        const delivery = await this.#closeDelivery.execute(draft, {
          recordedAt: options.recordedAt,
          summary: {
            files: files.map(({ file, rowsRead, rowsTaken }) => ({ file, rowsRead, rowsTaken })),
            isRepair: options.repairs !== undefined,
            unreadBilling: { ...draft.unreadBilling },
          },
          beside: async (closing, number) => {
            if (signed === undefined) return false;
            for (const { file, rows, rowsBefore } of shrunk) {
              await this.#auditLog.record(closing, {
                actor: signed.actor,
                act: 'file.accept-shrunk',
                subject: `${file} of delivery ${String(number)}`,
                detail: { rows, rowsBefore, reason: signed.reason },
              });
            }
            if (options.repairs === undefined) return false;
            rowsRepaired = await resolveQuarantine(closing, number, { repairs: options.repairs, ...signed });
            if (rowsRepaired === 0) return false;
            await this.#auditLog.record(closing, {
              actor: signed.actor,
              act: 'quarantine.repair',
              subject: `delivery ${String(options.repairs)}`,
              detail: { rows: rowsRepaired, delivery: number, reason: signed.reason },
            });
            return true;
          },
        });
        return {
          delivery,
          rowsRepaired,
          files: files.map((file) => withoutRepeated(file, draft.quarantined)),
          filesIgnored: listing.ignored,
          foldersIgnored: listing.foldersIgnored,
          filesUnreadable: unreadable,
          quarantined: draft.quarantined,
          quarantinedCount: draft.quarantinedCount,
        };
      };
      return DeliveryDraft.open(session, { source: 'files', key: '' }, this.#clock.now(), read, options.recordedAt);
    });
  }
}

/** Whether an invoice was here already under another name shows only when the delivery closes. */
function withoutRepeated(file: ImportedFile, quarantined: readonly Quarantined[]): ImportedFile {
  const repeated = quarantined.find((each) => each.code === INVOICE_REPEATED && each.file === file.file);
  return repeated === undefined ? file : { ...file, rowsTaken: 0, sameAs: repeated.found };
}

/** @throws SeatbackError REASON_MISSING where somebody has to answer for the import, and nobody does; ACTOR_INVALID, REASON_INVALID */
function signatureOf({ repairs, acceptShrunk, actor, reason }: ImportOptions): Signature | undefined {
  if (repairs === undefined && (acceptShrunk ?? []).length === 0) return undefined;
  if (actor !== undefined && actor !== '' && reason !== undefined && reason !== '')
    return { actor: actorOf(actor), reason: reasonOf(reason) };
  throw new SeatbackError({
    code: 'REASON_MISSING',
    expected: 'who repairs rows or takes a smaller file, and why: --actor and --reason',
    found: actor === undefined || actor === '' ? 'no actor' : 'no reason',
    where: 'the import',
    next: 'Give both; they are kept with the delivery.',
  });
}

interface Signature {
  readonly actor: string;
  readonly reason: string;
}
