import { plusDays, type CalendarDate } from '../kernel/index.js';
import type { CampaignTerms } from './terms.js';

type ReturnTerms = Pick<CampaignTerms, 'window' | 'hold' | 'returnPolicy'>;

/**
 * The last day on which products can still be returned; nothing is prepared for payment before it is over.
 *
 * @param country of the partner that sold them; left out, or named by no policy, it is the longest
 */
export function lastDayOfReturn(terms: ReturnTerms, country?: string | null): CalendarDate | undefined {
  const held = [terms.hold?.value.days, daysOfPolicy(terms, country ?? undefined)].filter((days) => days !== undefined);
  return held.length === 0 ? undefined : plusDays(terms.window.value.to, Math.max(...held));
}

/** By the policies in force when the window ended: of each country the newest that had begun by then. */
function daysOfPolicy({ window, returnPolicy }: ReturnTerms, country: string | undefined): number | undefined {
  const inForce = new Map<string, { readonly from: string; readonly days: number }>();
  for (const { countries, days, from = '' } of returnPolicy?.value ?? [])
    for (const each of countries) {
      const known = inForce.get(each);
      if (from <= window.value.to && (known === undefined || known.from <= from)) inForce.set(each, { from, days });
    }
  const own = country === undefined ? undefined : inForce.get(country);
  if (own !== undefined) return own.days;
  const all = [...inForce.values()].map(({ days }) => days);
  return all.length === 0 ? undefined : Math.max(...all);
}
