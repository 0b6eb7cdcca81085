import { dayOf, type CalendarDate } from '../../kernel/index.js';
import type { Campaign, CampaignTerms } from '../terms.js';
import type { Say, TermPath } from './remark.js';

/** Holds the days of terms against the window. */
export function checkDays({ terms, knownFrom }: Campaign, say: Say): void {
  const { from, to } = terms.window.value;
  if (dayOf(knownFrom, terms.timeZone.value) > to)
    say.warning(['window'], `the campaign became known on ${knownFrom}, after its window`);
  checkEligibilityDays(terms, say);
  checkComparisons(terms, say);

  const recordsSince = terms.ownRecordsSince?.value;
  if (recordsSince !== undefined && recordsSince >= from)
    say.contradiction(
      ['ownRecordsSince'],
      `${recordsSince} does not lie before the window, which begins on ${from}: our records prove of nobody that there was no earlier purchase`,
    );
  const excluded = terms.exclusion?.value.days;
  if (excluded !== undefined && excluded.from > to)
    say.contradiction(['exclusion', 'value', 'days'], `they begin on ${excluded.from}, after the window ends on ${to}`);
  if (excluded !== undefined && excluded.to < from)
    say.warning(['exclusion', 'value', 'days'], `they end on ${excluded.to}, before the window begins on ${from}`);
  const registered = terms.registration?.value.days;
  if (registered !== undefined && registered.from > to)
    say.warning(
      ['registration', 'value', 'days', 'from'],
      `${registered.from} lies after the end of the window, ${to}: nobody registers before all is sold`,
    );
  const calculated = terms.calculationDate?.value;
  if (calculated !== undefined && calculated <= to)
    say.contradiction(['calculationDate'], `${calculated} does not lie after the end of the window, ${to}`);
  const claimed = terms.claim?.value.days;
  if (claimed !== undefined && claimed.to < from)
    say.contradiction(
      ['claim', 'value', 'days'],
      `they end on ${claimed.to}, before the window begins on ${from}: no sale could be claimed`,
    );
  else if (claimed !== undefined && claimed.to < to)
    say.warning(
      ['claim', 'value', 'days', 'to'],
      `${claimed.to} lies before the end of the window, ${to}: later sales cannot be claimed`,
    );
  const proofBy = terms.proofOfPerformance?.value.by;
  if (proofBy !== undefined && proofBy < from)
    say.contradiction(['proofOfPerformance', 'value', 'by'], `${proofBy} lies before the window begins on ${from}`);
  else if (proofBy !== undefined && proofBy < to)
    say.warning(['proofOfPerformance', 'value', 'by'], `${proofBy} lies before the end of the window, ${to}`);
}

function checkEligibilityDays(terms: CampaignTerms, say: Say): void {
  const { from, to } = terms.window.value;
  const days = terms.eligibilityDays?.value ?? [];
  for (const [index, day] of days.entries()) {
    if (day < from || day > to)
      say.contradiction(['eligibilityDays', 'value', index], `${day} lies outside the window, ${from} to ${to}`);
  }
  const competencies = terms.competencies?.value.names ?? [];
  const isTooLate = ({ from: since }: (typeof competencies)[number]) =>
    since !== undefined && days.every((day) => day < since);
  // One of several helps nobody and hinders nobody; where it is so with all of them, nobody can be competent.
  const speak = competencies.every(isTooLate) ? say.contradiction : say.warning;
  for (const [index, competency] of competencies.entries()) {
    if (isTooLate(competency))
      speak(
        ['competencies', 'value', 'names', index],
        `${competency.name} begins on ${String(competency.from)}, after every eligibility day`,
      );
  }
}

/** What is compared with lies before the window; what lies within it is counted on both sides. */
function checkComparisons(terms: CampaignTerms, say: Say): void {
  const { from, to } = terms.window.value;
  const compare = (path: TermPath, first: CalendarDate, last: CalendarDate) => {
    if (last >= to) say.contradiction(path, `${last} does not lie before the end of the window, ${to}`);
    else if (first >= from) say.warning(path, `${first} lies within the window, ${from} to ${to}, and not before it`);
    else if (last >= from) say.warning(path, `they end on ${last}, within the window, which begins on ${from}`);
  };
  const bill = terms.baselineBill?.value.days;
  if (bill !== undefined) compare(['baselineBill', 'value', 'days'], bill.from, bill.to);
  const { billedOn, mostBilledIn } = terms.seatsAdded?.value ?? {};
  if (billedOn !== undefined) compare(['seatsAdded', 'value', 'billedOn'], billedOn, billedOn);
  if (mostBilledIn !== undefined) compare(['seatsAdded', 'value', 'mostBilledIn'], mostBilledIn.from, mostBilledIn.to);
}
