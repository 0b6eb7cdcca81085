import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from './logging/index.js';

/** What is still under way after so long is cut off: whoever sent the signal waits for no longer, and would kill. */
const ENDS_WITHIN_MS = 25_000;

interface Ending {
  readonly readiness: { end(): void };
  /** For how long requests are still taken, so that whoever sends them learns that this process is not ready any more. */
  readonly drainMs: number;
  readonly log: Log | undefined;
  readonly close: () => Promise<void>;
}

/** SIGTERM and SIGINT end the process in order: 0 where all that was under way came to its end; 1 where it did not in time. */
export function endOnSignals({ readiness, drainMs, log, close }: Ending): void {
  let isEnding = false;
  const end = async (signal: string): Promise<void> => {
    readiness.end();
    log?.info({ signal }, 'ending');
    setTimeout(() => {
      log?.error('not ended in time');
      process.exit(1);
    }, drainMs + ENDS_WITHIN_MS).unref();
    await delay(drainMs);
    await close();
    log?.info('ended');
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      // Whoever asks twice does not want to wait.
      if (isEnding) process.exit(1);
      isEnding = true;
      void end(signal).catch(() => process.exit(1));
    });
}
