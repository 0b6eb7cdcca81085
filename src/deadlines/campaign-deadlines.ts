import type { Campaign } from '../campaigns/index.js';
import { endOfDay, type CalendarDate } from '../kernel/index.js';
import type { Deadline } from './deadline.js';

/** The deadlines that a campaign sets for all partners; each ends with its last day in the zone of the campaign. */
export function campaignDeadlines({ campaign, terms }: Pick<Campaign, 'campaign' | 'terms'>): Deadline[] {
  const until = (kind: Deadline['kind'], day: CalendarDate | undefined): Deadline[] =>
    day === undefined
      ? []
      : [{ kind, campaignId: campaign, partnerId: null, subject: null, dueAt: endOfDay(day, terms.timeZone.value) }];
  return [
    ...until('registration', terms.registration?.value.days.to),
    ...until('claim', terms.claim?.value.days.to),
    ...until('proof', terms.proofOfPerformance?.value.by),
    ...until('calculation', terms.calculationDate?.value),
  ];
}
