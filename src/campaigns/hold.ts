import { plusDays, type CalendarDate } from '../kernel/index.js';
import type { CampaignTerms } from './terms.js';

/** The last day on which products can still be returned; nothing is prepared for payment before it is over. */
export function lastDayOfReturn({ window, hold }: Pick<CampaignTerms, 'window' | 'hold'>): CalendarDate | undefined {
  return hold === undefined ? undefined : plusDays(window.value.to, hold.value.days);
}
