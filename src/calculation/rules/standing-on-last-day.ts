import { holdsOn, type CaseFacts, type Standing } from './case-facts.js';
import { met, notMet, unknown, type Finding, type RuleId } from './rule.js';

/** A standing of the partner that must hold on the last day. Of a partner outside the register nothing is known. */
export function standingOnLastDay(
  rule: RuleId,
  { partner, run }: Pick<CaseFacts, 'run' | 'partner'>,
  kind: Standing['kind'],
  name: string,
): Finding {
  if (!partner.isRegistered)
    return unknown(rule, { observed: null, required: name, because: 'partner-not-registered' });
  const named = partner.standings.filter((standing) => standing.kind === kind && standing.name === name);
  if (named.some((standing) => holdsOn(standing, run.lastDay))) {
    return met(rule, { observed: run.lastDay, required: name, because: 'standing-holds' });
  }
  const last = named
    .map((standing) => standing.validTo)
    .filter((day) => day !== null && day < run.lastDay)
    .sort()
    .at(-1);
  return notMet(rule, {
    observed: last ?? null,
    required: name,
    because: last === undefined ? 'standing-missing' : 'standing-ended',
  });
}
