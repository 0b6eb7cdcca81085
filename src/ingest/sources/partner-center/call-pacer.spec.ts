import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CallPacer } from './call-pacer.js';

/** Time that passes only when everybody waits; sleepers wake in their order. */
class VirtualTime {
  nowMs = 1_000_000;
  readonly #sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];

  readonly sleep = (ms: number): Promise<void> =>
    new Promise((wake) => {
      this.#sleepers.push({ atMs: this.nowMs + ms, wake });
    });

  readonly now = (): number => this.nowMs;

  /** Lets everything happen up to an instant, and stops there. */
  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      // Whoever need not wait goes on first.
      await new Promise((resolve) => setImmediate(resolve));
      this.#sleepers.sort((a, b) => a.atMs - b.atMs);
      const next = this.#sleepers[0];
      if (next === undefined || next.atMs > endMs) break;
      this.#sleepers.shift();
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.wake();
    }
    this.nowMs = endMs;
  }
}

/** Less a microsecond: sums of floats end up a little before or behind. */
const MINUTE_MS = 60_000 - 0.001;

/** Several callers that call again and again; the instants of their calls are noted. */
function callers(count: number, perMinute: number) {
  const time = new VirtualTime();
  const pacer = new CallPacer(perMinute, time.sleep, time.now);
  const calls: number[] = [];
  const startMs = time.nowMs;
  let stopped = false;
  const caller = async (): Promise<void> => {
    while (!stopped) {
      await pacer.turn();
      calls.push(time.nowMs - startMs);
    }
  };
  for (let i = 0; i < count; i += 1) void caller();
  return {
    time,
    pacer,
    calls,
    run: (ms: number) => time.runUntil(startMs + ms),
    stop: () => {
      stopped = true;
    },
  };
}

/** The most calls in any stretch of one minute, its end not included. */
function mostInAMinute(calls: readonly number[]): number {
  return Math.max(0, ...calls.map((from) => calls.filter((at) => at >= from && at < from + MINUTE_MS).length));
}

describe('pacing of calls', () => {
  it.each([
    [1, 1],
    [3, 60],
    [8, 450],
  ])('lets %i callers call at most %i times in any minute', async (count, perMinute) => {
    const { calls, run, stop } = callers(count, perMinute);
    await run(4 * MINUTE_MS);
    stop();
    expect(mostInAMinute(calls)).toBeLessThanOrEqual(perMinute);
    // And hardly fewer: what is saved for the burst is less than two in a hundred.
    expect(calls.length).toBeGreaterThanOrEqual(Math.floor(perMinute * 4 * 0.98) - 1);
  });

  it('allows what was not used in the last second at once, and spaces the rest', async () => {
    const { calls, run, stop } = callers(1, 610);
    await run(400);
    stop();
    expect(calls.filter((at) => at < 0.001)).toHaveLength(11);
    expect(calls.slice(11, 14).map(Math.round)).toEqual([100, 200, 300]);
  });

  it('saves no more than one second, however long nobody called', async () => {
    const { time, pacer } = callers(0, 610);
    await time.runUntil(time.nowMs + 10 * MINUTE_MS);
    let atOnce = 0;
    void (async () => {
      for (let i = 0; i < 50; i += 1) {
        await pacer.turn();
        atOnce += 1;
      }
    })();
    await time.runUntil(time.nowMs + 0.001);
    expect(atOnce).toBe(11);
  });

  it('lets nobody call while the other side asked for a pause, also not those who were waiting for their turn', async () => {
    const { calls, pacer, run, stop } = callers(8, 60);
    await run(10_500);
    pacer.pause(57_000);
    await run(2 * MINUTE_MS);
    stop();
    expect(calls.filter((at) => at > 10_500 && at < 67_500)).toEqual([]);
    expect(calls.some((at) => at >= 67_500)).toBe(true);
  });

  it('spaces the calls after a pause, too', async () => {
    const { calls, pacer, run, stop } = callers(8, 60);
    await run(5_000);
    pacer.pause(30_000);
    await run(45_000);
    stop();
    const after = calls.filter((at) => at >= 35_000);
    expect(after.slice(1).every((at, index) => at - after[index]! > 999.999)).toBe(true);
  });

  it('keeps the longer of two pauses', async () => {
    const { calls, pacer, run, stop } = callers(2, 600);
    await run(1);
    pacer.pause(30_000);
    pacer.pause(1_000);
    await run(40_000);
    stop();
    expect(calls.filter((at) => at > 1 && at < 30_001)).toEqual([]);
  });

  it('keeps to the limit whatever pauses there are', async () => {
    const pauses = fc.array(fc.record({ afterMs: fc.nat(40_000), ms: fc.nat(70_000) }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 120 }),
        pauses,
        async (count, perMinute, all) => {
          const { calls, pacer, run, stop } = callers(count, perMinute);
          let atMs = 0;
          const forbidden: (readonly [from: number, to: number])[] = [];
          for (const { afterMs, ms } of all) {
            atMs += afterMs;
            await run(atMs);
            pacer.pause(ms);
            forbidden.push([atMs, atMs + ms]);
          }
          await run(atMs + 3 * MINUTE_MS);
          stop();
          expect(mostInAMinute(calls)).toBeLessThanOrEqual(perMinute);
          for (const [from, to] of forbidden) expect(calls.filter((at) => at > from && at < to)).toEqual([]);
        },
      ),
      { numRuns: 50 },
    );
  });
});
