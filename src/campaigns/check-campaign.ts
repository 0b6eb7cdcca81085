import { bankingDayOnOrBefore, dayOf, isBankingDay, MONDAY_TO_FRIDAY } from '../kernel/index.js';
import { spokenName, type Campaign, type TermName } from './terms.js';

export interface CampaignRemark {
  readonly severity: 'contradiction' | 'warning';
  readonly term: string;
  readonly message: string;
}

/** Finds terms that contradict each other, and deadlines that are no banking day. */
export function checkCampaign({ terms, knownFrom }: Campaign): CampaignRemark[] {
  const remarks: CampaignRemark[] = [];
  const remark = (severity: CampaignRemark['severity'], term: TermName, message: string) => {
    remarks.push({ severity, term: spokenName(term), message });
  };
  const { from, to } = terms.window.value;
  for (const day of terms.eligibilityDays?.value ?? []) {
    if (day < from || day > to)
      remark('contradiction', 'eligibilityDays', `${day} lies outside the window, ${from} to ${to}`);
  }
  const proofBy = terms.proofOfPerformance?.value.by;
  if (proofBy !== undefined && proofBy < to)
    remark('warning', 'proofOfPerformance', `${proofBy} lies before the end of the window, ${to}`);
  const payBy = terms.payBy.value;
  if (payBy < to) remark('contradiction', 'payBy', `${payBy} lies before the end of the window, ${to}`);
  if (proofBy !== undefined && payBy < proofBy)
    remark('contradiction', 'payBy', `${payBy} lies before proofs are due on ${proofBy}`);
  if (!isBankingDay(payBy, MONDAY_TO_FRIDAY)) {
    remark('warning', 'payBy', `${payBy} is no banking day; ${bankingDayOnOrBefore(payBy, MONDAY_TO_FRIDAY)} is used`);
  }
  for (const { name, from: since } of terms.competencies?.value.names ?? []) {
    const days = terms.eligibilityDays?.value ?? [];
    if (since !== undefined && days.every((day) => day < since))
      remark('contradiction', 'competencies', `${name} begins on ${since}, after every eligibility day`);
  }
  if (dayOf(knownFrom, terms.timeZone.value) > to)
    remark('warning', 'window', `the campaign became known on ${knownFrom}, after its window`);
  return remarks;
}
