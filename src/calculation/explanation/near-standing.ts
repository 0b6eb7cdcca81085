import { nearestWord } from '../../kernel/index.js';
import type { CampaignTerms } from '../../campaigns/index.js';
import type { Finding, Standing } from '../rules/index.js';

/** Rules that look for a standing by its name, as partner_standings.csv has it: to the letter. */
const KIND_OF_RULE: Readonly<Partial<Record<Finding['rule'], Standing['kind']>>> = {
  membership: 'membership',
  agreement: 'agreement',
  enrolment: 'enrolment',
  exclusion: 'exclusion',
  competency: 'competency',
};
const NOT_FOUND = new Set([
  'standing-missing',
  'enrolment-still-possible',
  'not-excluded',
  'exclusion-still-possible',
  'no-competency-on-eligibility-day',
]);

/** A standing of the partner that was probably meant by the name that was looked for, and is called otherwise. */
export function nearStanding(
  { rule, because, required }: Finding,
  standings: readonly Standing[],
  { competencies }: Pick<CampaignTerms, 'competencies'>,
): string | undefined {
  const kind = KIND_OF_RULE[rule];
  if (kind === undefined || !NOT_FOUND.has(because)) return undefined;
  const [name] = [required].flat();
  const asked =
    rule === 'competency' ? (competencies?.value.names ?? []).map((each) => each.name) : [String(name ?? '')];
  const own = standings.filter((each) => each.kind === kind && !asked.includes(each.name)).map((each) => each.name);
  for (const each of asked) {
    const near = nearestWord(each, own);
    if (near !== undefined) return near;
  }
  return undefined;
}
