import type { CampaignTerms } from '../../campaigns/index.js';
import { dayOf, parseCalendarDate, type Instant } from '../../kernel/index.js';
import { isEligible, seatsOf } from './counted-lines.js';
import type { Proof } from './proof-schema.js';

interface Sale {
  readonly partnerId: string | null;
  readonly isEligible: boolean;
  readonly on: string;
}

/** The earliest days that any listed line or subscription sold the family on, or a partner an eligible product. */
export function firstSales(
  { evidence }: Proof,
  terms: CampaignTerms,
): { readonly ofFamily: string | null; readonly ofPartner: (partnerId: string) => string | null } {
  const family = terms.productFamily.value;
  const sales: Sale[] = [
    ...evidence.lines
      .filter((line) => line.productFamily === family && (seatsOf(line) ?? 0) > 0)
      .map((line) => ({ partnerId: line.partnerId, isEligible: isEligible(line, terms), on: line.chargeStart })),
    ...evidence.register
      .filter(
        ({ file, values, mapped }) =>
          file === 'subscriptions.csv' && mapped?.productFamily === family && values['is_trial'] === 'false',
      )
      .map(({ values, mapped }) => ({
        partnerId: values['partner_id'] ?? null,
        isEligible: mapped !== null && isEligible(mapped, terms),
        on: startOf(values['effective_start'] ?? '', terms.timeZone.value),
      })),
  ];
  const first = (chosen: readonly Sale[]) => chosen.map(({ on }) => on).sort()[0] ?? null;
  return {
    ofFamily: first(sales),
    ofPartner: (partnerId) => first(sales.filter((sale) => sale.isEligible && sale.partnerId === partnerId)),
  };
}

/** A day as written, or the day that an instant is where the campaign is. */
function startOf(written: string, zone: string): string {
  return parseCalendarDate(written) ?? dayOf(written as Instant, zone);
}
