import { isIPv6 } from 'node:net';
import { millisOf, type Clock } from '../../../kernel/index.js';

export interface TryLimits {
  /** Tries of one address within the window. */
  readonly mostOfOne: number;
  /** Tries of all addresses within the window. */
  readonly mostOfAll: number;
  readonly windowMs: number;
}

interface Tries {
  count: number;
  readonly untilMs: number;
}

/** More addresses than these are counted together only: a flood of them must not fill the memory. */
const MOST_ADDRESSES = 10_000;

/**
 * Counts tries, by the network they come from and in all, from the first one until the window is over. In the memory of
 * this process: several processes allow as many times as much.
 */
export class TryLimit {
  readonly #limits: TryLimits;
  readonly #clock: Clock;
  readonly #byNetwork = new Map<string, Tries>();
  #all: Tries = { count: 0, untilMs: 0 };

  constructor(limits: TryLimits, clock: Clock) {
    this.#limits = limits;
    this.#clock = clock;
  }

  /** Seconds until this address may try again; undefined where it may now. */
  waitS(address: string): number | undefined {
    const nowMs = millisOf(this.#clock.now());
    const own = this.#byNetwork.get(networkOf(address));
    const untilMs = Math.max(
      own !== undefined && own.count >= this.#limits.mostOfOne ? own.untilMs : 0,
      this.#all.count >= this.#limits.mostOfAll ? this.#all.untilMs : 0,
    );
    return untilMs > nowMs ? Math.ceil((untilMs - nowMs) / 1000) : undefined;
  }

  count(address: string): void {
    const nowMs = millisOf(this.#clock.now());
    const begun = (): Tries => ({ count: 0, untilMs: nowMs + this.#limits.windowMs });
    if (this.#all.untilMs <= nowMs) this.#all = begun();
    this.#all.count += 1;
    const network = networkOf(address);
    let own = this.#byNetwork.get(network);
    if (own === undefined || own.untilMs <= nowMs) {
      if (this.#byNetwork.size >= MOST_ADDRESSES) this.#forgetUntil(nowMs);
      if (this.#byNetwork.size >= MOST_ADDRESSES) return;
      own = begun();
      this.#byNetwork.set(network, own);
    }
    own.count += 1;
  }

  #forgetUntil(nowMs: number): void {
    for (const [network, { untilMs }] of this.#byNetwork) if (untilMs <= nowMs) this.#byNetwork.delete(network);
  }
}

/** Whoever has one address of IPv6 has the 2^64 beside it, too. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [before = '', after] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  const gap = after === undefined ? 0 : 8 - groups(before).length - groups(after).length;
  const all = [...groups(before), ...Array.from({ length: gap }, () => '0'), ...groups(after ?? '')];
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
