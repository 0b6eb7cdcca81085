import { Dice } from '../../world/random.js';
import { FAULT_KINDS, type Fault, type FaultEnd, type FaultKind, type FaultPlan } from './plan.js';
import type { Breakable } from './resources.js';

/** Nothing in an answer tells of them: only another reading does. A fault that is there each time cannot be told at all. */
const UNSEEN: ReadonlySet<FaultKind> = new Set(['skipped-page', 'empty-page']);
const OF_A_LISTING: ReadonlySet<FaultKind> = new Set([...UNSEEN, 'repeated-page', 'reordered-pages']);
/** Found when the whole answer was read, and so asked again in the next round only. */
const FOUND_LATE: ReadonlySet<FaultKind> = new Set(['half-body', 'repeated-page']);
const FAULTS_OF_A_SUBJECT = 2;

export interface PlanOptions {
  readonly seed: number;
  /** The first kinds of fault; more are drawn. */
  readonly kinds: readonly FaultKind[];
  readonly breakables: readonly Breakable[];
  /** A fault that ends by the clock has ended by then. */
  readonly nightMs: number;
}

/** The plan of a seed: half of all plans end within the night, whatever they hold. */
export function generatePlan({ seed, kinds, breakables, nightMs }: PlanOptions): FaultPlan {
  const dice = new Dice(seed, 'fault-plan');
  const mayStay = dice.chance(0.5);
  const faults: Fault[] = [];
  const more = Array.from({ length: dice.whole(0, 4) }, () => dice.pick(FAULT_KINDS));
  for (const kind of [...kinds, ...more]) {
    const places = breakables.filter((one) => one.kinds.includes(kind) && fits(kind, one.resource, faults));
    if (places.length === 0) continue;
    const { resource } = dice.pick(places);
    faults.push({ kind, resource, ...timesOf(kind, dice, { mayStay, nightMs }) });
  }
  if (dice.chance(0.1)) {
    const kind = dice.pick(['server-error', 'reset', 'throttled'] as const);
    faults.push({ kind, resource: '', fromRequest: dice.whole(1, 12), ends: { afterMs: dice.whole(1, nightMs) } });
  }
  return { seed, faults };
}

/**
 * Two faults that hide each other's traces are a riddle, not a night: one of them for each listing, and on that of
 * customers, where it decides who is ever heard of, nothing beside it. Nor is there more trouble with one customer,
 * listing or invoice than a night can take, or a second token that expires at once.
 */
function fits(kind: FaultKind, resource: string, faults: readonly Fault[]): boolean {
  if (kind === 'expired-token' && faults.some((other) => other.kind === kind)) return false;
  const beside = faults.filter((other) => subjectOf(other.resource) === subjectOf(resource));
  if (beside.length >= FAULTS_OF_A_SUBJECT || beside.some((other) => other.resource === resource)) return false;
  const ofAListing = [kind, ...beside.map((other) => other.kind)].filter((one) => OF_A_LISTING.has(one)).length;
  return ofAListing <= 1 && (subjectOf(resource) !== 'customers' || ofAListing === 0 || beside.length === 0);
}

/** `customers`, `invoices`, or the number or id behind the first slash. */
function subjectOf(resource: string): string {
  const [what, whose] = resource.split('/');
  return whose === undefined || whose === 'page' ? (what ?? '') : whose;
}

function timesOf(
  kind: FaultKind,
  dice: Dice,
  { mayStay, nightMs }: { readonly mayStay: boolean; readonly nightMs: number },
): { readonly fromRequest: number; readonly ends: FaultEnd } {
  if (kind === 'expired-token' || UNSEEN.has(kind)) return { fromRequest: 1, ends: { afterRequests: 1 } };
  const ends: FaultEnd =
    mayStay && dice.chance(0.6)
      ? 'never'
      : dice.chance(0.3)
        ? { afterMs: dice.whole(1, nightMs) }
        : { afterRequests: dice.whole(1, FOUND_LATE.has(kind) ? 3 : 10) };
  return { fromRequest: 1, ends };
}
