import { Inject, Injectable } from '@nestjs/common';
import { UnitOfWork, whileHolding, type Session } from '../../../database/index.js';
import { CLOCK, plusDays, SeatbackError, type CalendarDate, type Clock, type Instant } from '../../../kernel/index.js';
import { CloseDelivery, type ClosedDelivery } from '../../deliveries/close-delivery.js';
import { DeliveryDraft, type Quarantined } from '../../deliveries/delivery-draft.js';
import { productName, unbilledLine } from '../files/billing-files.js';
import { openJsonLines } from '../files/records.js';
import type { SourceFile } from '../files/source-file.js';
import { MAPPING, type Mapping } from '../mapping.js';
import { openHttp } from '../open-http.js';
import {
  PARTNER_CENTER_ADDRESS,
  PARTNER_CENTER_CREDENTIAL,
  type CredentialMaker,
  type PartnerCenterAddress,
} from '../partner-center/access.js';
import { CALL_TIMING, type CallTiming } from '../partner-center/call-pacer.js';
import { GRAPH_BILLING_SETTINGS, type GraphBillingSettings } from '../partner-center/pull-partner-center.js';
import { GraphBillingClient, type UnbilledPeriod } from './client.js';
import { fetchExportFiles, keepExportFile } from './export-files.js';
import { downloadFolder } from '../download-folder.js';

export interface UnbilledExport {
  readonly currency: string;
  readonly month: CalendarDate;
  readonly lines: number;
  /** Why it could not be taken; then nothing of it was, and what was known before stands. */
  readonly problem: string | null;
}

export interface UnbilledPull {
  /** `undefined`: nothing had changed. */
  readonly delivery: ClosedDelivery | undefined;
  readonly exports: readonly UnbilledExport[];
  readonly quarantined: readonly Quarantined[];
}

/** In this order: until its invoice is there, the month before is not billed either. */
const PERIODS: readonly UnbilledPeriod[] = ['last', 'current'];

/** So many invoices, the newest, tell in which currencies Microsoft bills. */
const INVOICES_LOOKED_AT = 20;

/**
 * Reads from Graph what the coming invoice is about to bill (contract of Partner Center, section 6). No rule counts it:
 * it foretells, while something can still be done.
 */
@Injectable()
export class PullUnbilled {
  readonly #unitOfWork: UnitOfWork;
  readonly #closeDelivery: CloseDelivery;
  readonly #address: PartnerCenterAddress;
  readonly #graph: GraphBillingSettings;
  readonly #credential: CredentialMaker;
  readonly #timing: CallTiming;
  readonly #mapping: Mapping;
  readonly #clock: Clock;

  constructor(
    unitOfWork: UnitOfWork,
    closeDelivery: CloseDelivery,
    @Inject(PARTNER_CENTER_ADDRESS) address: PartnerCenterAddress,
    @Inject(GRAPH_BILLING_SETTINGS) graph: GraphBillingSettings,
    @Inject(PARTNER_CENTER_CREDENTIAL) credential: CredentialMaker,
    @Inject(CALL_TIMING) timing: CallTiming,
    @Inject(MAPPING) mapping: Mapping,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#closeDelivery = closeDelivery;
    this.#address = address;
    this.#graph = graph;
    this.#credential = credential;
    this.#timing = timing;
    this.#mapping = mapping;
    this.#clock = clock;
  }

  /**
   * An export that cannot be read whole takes nothing away and stops no other.
   *
   * @param currencies ISO 4217; left out: those of the newest invoices
   * @throws SeatbackError SETTING_MISSING, CURRENCY_MISSING, DELIVERY_OUT_OF_ORDER
   */
  async execute(currencies?: readonly string[]): Promise<UnbilledPull> {
    return this.#unitOfWork.inSession((session) =>
      // Limits count for all processes together.
      whileHolding(session, 'pull', async () => {
        const client = await this.#open();
        const billedIn = currencies ?? (await currenciesBilled(session));
        if (billedIn.length === 0) throw currencyMissing();
        return this.#pull(session, client, billedIn);
      }),
    );
  }

  async #open(): Promise<GraphBillingClient> {
    const { url: baseUrl } = this.#graph;
    if (baseUrl === undefined) {
      throw new SeatbackError({
        code: 'SETTING_MISSING',
        expected: 'the address of Microsoft Graph',
        found: 'GRAPH_URL=none',
        where: 'the settings',
        next: 'Leave it out, unless your Partner Center is that of China: there nothing is exported before it is billed.',
      });
    }
    const { requestsPerMinute } = this.#address;
    const credential = await this.#credential();
    return new GraphBillingClient({
      http: await openHttp(),
      baseUrl,
      credential,
      requestsPerMinute,
      timing: this.#timing,
    });
  }

  async #pull(session: Session, client: GraphBillingClient, currencies: readonly string[]): Promise<UnbilledPull> {
    const now = this.#clock.now();
    return DeliveryDraft.open(session, { source: 'unbilled', key: now }, now, async (draft) => {
      const exports: UnbilledExport[] = [];
      for (const currency of currencies) {
        for (const period of PERIODS) exports.push(await this.#take(draft, client, currency, period));
      }
      const delivery = await this.#closeDelivery.execute(draft, {
        summary: { exports: exports.map((each) => ({ ...each })), calls: client.callCount() },
      });
      return { delivery, exports, quarantined: draft.quarantined };
    });
  }

  async #take(
    draft: DeliveryDraft,
    client: GraphBillingClient,
    currency: string,
    period: UnbilledPeriod,
  ): Promise<UnbilledExport> {
    const month = monthOf(period, this.#clock.now());
    const from = draft.position;
    const payloadsBefore = draft.payloads.length;
    try {
      const lines = await this.#read(draft, client, { currency, period, month });
      await draft.stage('unbilled_export', { month, currency });
      return { currency, month, lines, problem: null };
    } catch (error) {
      if (!(error instanceof SeatbackError)) throw error;
      await draft.withdrawFrom(from);
      draft.payloads.length = payloadsBefore;
      return { currency, month, lines: 0, problem: error.message };
    }
  }

  /** @returns how many lines there are */
  async #read(
    draft: DeliveryDraft,
    client: GraphBillingClient,
    {
      currency,
      period,
      month,
    }: { readonly currency: string; readonly period: UnbilledPeriod; readonly month: CalendarDate },
  ): Promise<number> {
    const asked = await client.askForUnbilled(currency, period);
    // Which month it is about, Microsoft decides when it is asked; the answer does not say.
    if (monthOf(period, this.#clock.now()) !== month) throw monthEnded(currency, month);
    const manifest = await client.exported(asked);
    if (manifest === undefined) return 0;
    await using folder = await downloadFolder();
    let lines = 0;
    for (const file of await fetchExportFiles(client, manifest, `unbilled/${currency}/${month}`, folder.path)) {
      await keepExportFile(draft, file);
      lines += await this.#stageLines(draft, file, { currency, month });
    }
    return lines;
  }

  /** @throws SeatbackError LINE_UNREADABLE: what one line would have said is not known, so this is not all */
  async #stageLines(
    draft: DeliveryDraft,
    file: SourceFile,
    { currency, month }: { readonly currency: string; readonly month: CalendarDate },
  ): Promise<number> {
    let lines = 0;
    const { batches } = await openJsonLines(file);
    for await (const records of batches) {
      for (const record of records) {
        const read = unbilledLine(record, this.#mapping.newCommerceLine);
        if ('problem' in read) throw lineUnreadable(`${file.name} line ${String(record.line)}`, read.problem);
        const { line } = read;
        draft.productNames.saw('offer', line.offerId, () => productName(record));
        await draft.stage('unbilled_charge', {
          month,
          currency,
          customer_id: line.customerId,
          offer_id: line.offerId,
          partner_id: line.partnerId,
          subscription_id: line.subscriptionId,
          charge_start: line.chargeStart,
          charge_end: line.chargeEnd,
          is_trial_or_add_on: line.isTrialOrAddOn,
          quantity: line.quantity,
          subtotal: line.subtotal,
        });
        lines += 1;
      }
    }
    return lines;
  }
}

/** Billing periods are calendar months. */
function monthOf(period: UnbilledPeriod, now: Instant): CalendarDate {
  const running = `${now.slice(0, 7)}-01` as CalendarDate;
  if (period === 'current') return running;
  return `${plusDays(running, -1).slice(0, 7)}-01` as CalendarDate;
}

async function currenciesBilled(session: Session): Promise<string[]> {
  const rows = await session.query<{ currency: string }>(
    `SELECT DISTINCT currency FROM billing_line
     WHERE currency ~ '^[A-Z]{3}$' AND invoice_key IN (SELECT invoice_key FROM invoice ORDER BY invoice_key DESC LIMIT ${String(INVOICES_LOOKED_AT)})
     ORDER BY currency`,
  );
  return rows.map(({ currency }) => currency);
}

function currencyMissing(): SeatbackError {
  return new SeatbackError({
    code: 'CURRENCY_MISSING',
    expected: 'the currencies in which Microsoft bills',
    found: 'no invoice that names one',
    where: 'the invoices on record',
    next: 'Name them, for instance: npx seatback ingest unbilled --pull --currency GBP',
  });
}

function lineUnreadable(
  where: string,
  { column, expected, found }: { readonly column: string | null; readonly expected: string; readonly found: string },
): SeatbackError {
  return new SeatbackError({
    code: 'LINE_UNREADABLE',
    expected,
    found: column === null ? found : `${found} (${column})`,
    where,
    next: 'Nothing of this export was taken; what was known before stands. The next pull asks again.',
  });
}

function monthEnded(currency: string, month: CalendarDate): SeatbackError {
  return new SeatbackError({
    code: 'MONTH_ENDED',
    expected: 'an export that was asked for within one month',
    found: 'the end of a month while it was asked for',
    where: `unbilled/${currency}/${month}`,
    next: 'Ask again: npx seatback ingest unbilled --pull.',
  });
}
