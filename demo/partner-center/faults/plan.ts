/*
 * What goes wrong, said beforehand. A plan is a value: which requests it spoils follows from the plan, from how many
 * requests a fault has seen, and from the time that has passed, and from nothing else.
 */

export const FAULT_KINDS = [
  /** 429 with `Retry-After` in seconds. */
  'throttled',
  /** 429 with `Retry-After` as a date. */
  'throttled-until-date',
  /** 429 that does not say for how long. */
  'throttled-silently',
  /** 500, 502, 503 or 504. */
  'server-error',
  /** The connection is reset before an answer. */
  'reset',
  /** The connection stays open, and nothing comes. */
  'no-answer',
  /** The body comes in pieces, and comes to its end. */
  'slow-body',
  /** A body that comes a byte at a time and never to its end: the connection is never idle. */
  'endless-body',
  /** The connection ends in the middle of a body whose length was announced. */
  'cut-body',
  /** Half of the body, sent as if it were all of it. */
  'half-body',
  /** The token of this request has expired, before its time. */
  'expired-token',
  /** The signed address of a file has expired. */
  'expired-address',
  /** The page before is answered once more. */
  'repeated-page',
  /** The pages of a listing come in the opposite order. */
  'reordered-pages',
  /** The next page is answered in place of this one. */
  'skipped-page',
  /** A page without items, whose link leads to the next one. */
  'empty-page',
  /** The export was made anew since its manifest was read: other eTag, other files. */
  'changed-etag',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export type FaultEnd =
  | { readonly afterRequests: number }
  /** By the clock of the pull, from when the plan was given to the server. */
  | { readonly afterMs: number }
  | 'never';

export interface Fault {
  readonly kind: FaultKind;
  /** A resource by its name, or all whose names begin with these words; empty: every resource. */
  readonly resource: string;
  /** The first request of the resource that it spoils, counted from 1. */
  readonly fromRequest: number;
  readonly ends: FaultEnd;
}

export interface FaultPlan {
  readonly seed: number;
  readonly faults: readonly Fault[];
}

/** How a request stands in the plan's time: the how-manieth of a fault's resource, and when. */
export interface Occasion {
  /** Counted from 1. */
  readonly request: number;
  readonly elapsedMs: number;
}

export function concerns({ resource }: Fault, asked: string): boolean {
  return resource === '' || asked === resource || asked.startsWith(`${resource}/`);
}

export function isSpoiled({ fromRequest, ends }: Fault, { request, elapsedMs }: Occasion): boolean {
  if (request < fromRequest) return false;
  if (ends === 'never') return true;
  return 'afterRequests' in ends ? request < fromRequest + ends.afterRequests : elapsedMs < ends.afterMs;
}

/** Counts the requests of a plan's faults, and says of each request which fault spoils it. */
export class FaultDesk {
  readonly #plan: FaultPlan;
  readonly #elapsedMs: () => number;
  readonly #requests: number[];

  constructor(plan: FaultPlan, elapsedMs: () => number) {
    this.#plan = plan;
    this.#elapsedMs = elapsedMs;
    this.#requests = plan.faults.map(() => 0);
  }

  /** Of the faults that spoil this request the one that says most exactly which. Every fault of the resource counts it. */
  next(resource: string): Fault | undefined {
    const elapsedMs = this.#elapsedMs();
    let found: Fault | undefined;
    for (const [index, fault] of this.#plan.faults.entries()) {
      if (!concerns(fault, resource)) continue;
      const request = (this.#requests[index] ?? 0) + 1;
      this.#requests[index] = request;
      if (!isSpoiled(fault, { request, elapsedMs })) continue;
      if (found === undefined || fault.resource.length > found.resource.length) found = fault;
    }
    return found;
  }
}
