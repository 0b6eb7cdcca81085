import { CallPacer, type Sleep } from './call-pacer.js';
import { ConcurrencyGate } from './concurrency-gate.js';

/** Resources whose calls Microsoft counts apart (contract of Partner Center, section 2, "Throttling"). */
export type LimitBucket = 'customer' | 'subscription' | 'invoice' | 'graph' | 'other';

export interface GovernorOptions {
  /** For each bucket; the documented limit is 500 a minute. */
  readonly callsPerMinute: number;
  readonly sleep: Sleep;
  /** Milliseconds of a clock that only goes forward. */
  readonly nowMs?: () => number;
}

/** How many calls in a row may fail before nobody calls for a while. */
const FAILURES_TO_OPEN = 12;
const FIRST_OPEN_MS = 5_000;
/** How often in a row the circuit may open before the other side counts as down. */
const OPENINGS_TO_GIVE_UP = 5;

/** The calls of a bucket that went wrong one after the other, without one that went well between them. */
interface Circuit {
  failuresInARow: number;
  openings: number;
  openUntilMs: number;
}

/**
 * Decides when a call may be made: one pace for each bucket, slower when told (429) and slowly faster again; as many
 * calls at once as go well; and none to a bucket for a while when nothing there goes well. That seats cannot be read
 * says nothing of invoices.
 */
export class Governor {
  readonly #options: GovernorOptions;
  readonly #pacers = new Map<LimitBucket, CallPacer>();
  readonly #circuits = new Map<LimitBucket, Circuit>();
  readonly #gate = new ConcurrencyGate();
  readonly #nowMs: () => number;

  constructor(options: GovernorOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.now());
  }

  /** Nothing got through for so long that asking on is of no use now. */
  isDown(bucket: LimitBucket): boolean {
    return this.#circuit(bucket).openings >= OPENINGS_TO_GIVE_UP;
  }

  /** Makes a call when it may be made. What the call says about how it went decides about the next ones. */
  async govern<T>(bucket: LimitBucket, call: () => Promise<T>): Promise<T> {
    await this.#gate.enter();
    try {
      const openMs = this.#circuit(bucket).openUntilMs - this.#nowMs();
      if (openMs > 0) await this.#options.sleep(openMs);
      await this.#pacer(bucket).turn();
      return await call();
    } finally {
      this.#gate.leave();
    }
  }

  succeeded(bucket: LimitBucket): void {
    const circuit = this.#circuit(bucket);
    circuit.failuresInARow = 0;
    circuit.openings = 0;
    this.#pacer(bucket).speedUp();
    this.#gate.widen();
  }

  /** @param waitMs as `Retry-After` asks */
  throttled(bucket: LimitBucket, waitMs: number): void {
    const pacer = this.#pacer(bucket);
    pacer.slowDown();
    pacer.pause(waitMs);
    this.#gate.narrow();
  }

  /** No answer, or a server's fault. */
  failed(bucket: LimitBucket): void {
    this.#gate.narrow();
    const circuit = this.#circuit(bucket);
    circuit.failuresInARow += 1;
    if (circuit.failuresInARow < FAILURES_TO_OPEN) return;
    circuit.failuresInARow = 0;
    circuit.openUntilMs = this.#nowMs() + FIRST_OPEN_MS * 2 ** circuit.openings;
    circuit.openings += 1;
  }

  /** Time has passed: what was down may be up again. */
  recover(): void {
    for (const circuit of this.#circuits.values()) {
      circuit.openings = 0;
      circuit.failuresInARow = 0;
    }
  }

  #circuit(bucket: LimitBucket): Circuit {
    let circuit = this.#circuits.get(bucket);
    if (circuit === undefined) {
      circuit = { failuresInARow: 0, openings: 0, openUntilMs: 0 };
      this.#circuits.set(bucket, circuit);
    }
    return circuit;
  }

  #pacer(bucket: LimitBucket): CallPacer {
    let pacer = this.#pacers.get(bucket);
    if (pacer === undefined) {
      pacer = new CallPacer(this.#options.callsPerMinute, this.#options.sleep, this.#nowMs);
      this.#pacers.set(bucket, pacer);
    }
    return pacer;
  }
}

/** @param path below `/v1` */
export function bucketOf(path: string): LimitBucket {
  if (path.startsWith('invoices')) return 'invoice';
  if (/^customers\/[^/]+\/subscriptions/.test(path)) return 'subscription';
  return path.startsWith('customers') ? 'customer' : 'other';
}
