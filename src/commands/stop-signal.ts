import type { EventEmitter } from 'node:events';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What Ctrl-C and SIGTERM do while a command works that can be gone on with. */
export interface StopSignal extends Disposable {
  /** Aborted by the first of them: the work ends at its next call or wait, and keeps what it has. */
  readonly stop: AbortSignal;
}

/** The second of them does what it always does: it ends the process at once. */
export function stopSignal(process: Pick<EventEmitter, 'on' | 'off'>): StopSignal {
  const stopping = new AbortController();
  const leave = () => {
    for (const signal of SIGNALS) process.off(signal, stop);
  };
  const stop = () => {
    leave();
    stopping.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  return { stop: stopping.signal, [Symbol.dispose]: leave };
}
