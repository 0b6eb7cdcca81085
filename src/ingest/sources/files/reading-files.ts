import { compareCodePoints, dayOf, plusMillis, type CalendarDate, type Instant } from '../../../kernel/index.js';
import {
  boolean,
  caselessText,
  dayOrInstant,
  guid,
  instantWithOffset,
  oneOf,
  optional,
  partnerIdOrNone,
  required,
  text,
  wholeNumber,
  wholeNumberNotNegative,
  type DayOrInstant,
} from '../cells.js';
import { fileFormat, type FileFormat, type RowProblem } from './file-format.js';
import { FIRST_DAY, LAST_DAY, offerOfProductAndSku } from './register-files.js';

const HOUR_MS = 3_600_000;

/** Readings and refusals that come as files (import contract, section 3), by file name. */
export const READING_FILES: ReadonlyMap<string, FileFormat> = new Map([
  [
    'subscriptions.csv',
    fileFormat({
      cells: {
        customer_id: required(guid),
        subscription_id: required(caselessText),
        partner_id: optional(partnerIdOrNone),
        offer_id: required(caselessText),
        quantity: optional(wholeNumber),
        status: optional(text),
        is_trial: required(boolean),
        effective_start: required(dayOrInstant),
        commitment_end: optional(dayOrInstant),
        observed_at: required(instantWithOffset),
      },
      check: (row) =>
        row.commitment_end === null ? undefined : endsBeforeStart(row.effective_start, row.commitment_end),
      stage: (row, _place, { draft }) =>
        draft.stage('subscription', {
          customer_id: row.customer_id,
          subscription_id: row.subscription_id,
          partner_id: row.partner_id,
          offer_id: offerOfProductAndSku(row.offer_id),
          seats_purchased: row.quantity,
          status: row.status,
          is_trial: row.is_trial,
          effective_start_on: 'day' in row.effective_start ? row.effective_start.day : null,
          effective_start_at: 'instant' in row.effective_start ? row.effective_start.instant : null,
          commitment_end_on: row.commitment_end !== null && 'day' in row.commitment_end ? row.commitment_end.day : null,
          commitment_end_at:
            row.commitment_end !== null && 'instant' in row.commitment_end ? row.commitment_end.instant : null,
          observed_at: row.observed_at,
        }),
    }),
  ],
  [
    'seats.csv',
    fileFormat({
      cells: {
        customer_id: required(guid),
        sku_part_number: optional(caselessText),
        sku_id: optional(guid),
        assigned: required(wholeNumberNotNegative),
        purchased: optional(wholeNumber),
        observed_at: required(instantWithOffset),
      },
      check: (row) =>
        row.sku_id === null && row.sku_part_number === null
          ? { column: 'sku_id', expected: 'a sku_id or a sku_part_number', found: 'neither' }
          : undefined,
      stage: (row, place, { draft }) =>
        draft.stage('seat', {
          ...place,
          customer_id: row.customer_id,
          observed_at: row.observed_at,
          sku_id: row.sku_id,
          sku_part_number: row.sku_part_number,
          seats_assigned: row.assigned,
          seats_purchased: row.purchased,
        }),
      // A reading with a row that cannot be read says nothing certain about the tenant: it becomes a refusal.
      afterProblem: async (record, _place, { draft }) => {
        const customerId = guid.read(record.values.get('customer_id') ?? '');
        const observedAt = instantWithOffset.read(record.values.get('observed_at') ?? '');
        if (customerId === undefined || observedAt === undefined) return;
        await draft.stage('refusal', {
          customer_id: customerId,
          resource: 'seats',
          observed_at: observedAt,
          cause: 'unreadable',
        });
      },
    }),
  ],
  [
    'no_access.csv',
    fileFormat({
      cells: {
        customer_id: required(guid),
        resource: required(oneOf('seats', 'subscriptions')),
        observed_at: required(instantWithOffset),
      },
      stage: (row, _place, { draft }) => draft.stage('refusal', { ...row, cause: 'no-access' }),
    }),
  ],
]);

/**
 * Which day an instant is depends on the campaign's zone, so a day and an instant contradict each other only when
 * they do in every zone (from UTC-12 to UTC+14).
 */
function endsBeforeStart(start: DayOrInstant, end: DayOrInstant): RowProblem | undefined {
  const before =
    'instant' in start && 'instant' in end
      ? compareCodePoints(end.instant, start.instant) < 0
      : latestDay(end) < earliestDay(start);
  if (!before) return undefined;
  return { column: 'commitment_end', expected: `an end that is not before ${shown(start)}`, found: `"${shown(end)}"` };
}

const shown = (value: DayOrInstant): string => ('day' in value ? value.day : value.instant);
const earliestDay = (value: DayOrInstant): CalendarDate => ('day' in value ? value.day : dayNear(value.instant, -12));
const latestDay = (value: DayOrInstant): CalendarDate => ('day' in value ? value.day : dayNear(value.instant, 14));

/** On the calendar's first and last day, where year 9999 says that there is no end, there is no other day to go to. */
function dayNear(at: Instant, offsetHours: number): CalendarDate {
  const day = dayOf(at, 'UTC');
  return day === FIRST_DAY || day === LAST_DAY ? day : dayOf(plusMillis(at, offsetHours * HOUR_MS), 'UTC');
}
