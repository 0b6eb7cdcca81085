import { SeatbackError } from '../../kernel/index.js';

type Sleep = (ms: number) => Promise<void>;

/** Somebody asked a pull to end. It is no failure: what it was answered is kept, and it can be gone on with. */
export class PullStopped extends SeatbackError {
  constructor() {
    super({
      code: 'PULL_STOPPED',
      expected: 'time to finish',
      found: 'it was told to end',
      where: 'the pull',
      next: 'Nothing: it is taken up again, by the next worker that starts.',
    });
  }
}

/** @throws PullStopped */
export function expectNotStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new PullStopped();
}

/** Waiting that ends when the pull is to end, by throwing `PullStopped`. */
export function stoppable(sleep: Sleep, signal: AbortSignal | undefined): Sleep {
  if (signal === undefined) return sleep;
  return async (ms) => {
    expectNotStopped(signal);
    const stopped = Promise.withResolvers<undefined>();
    const stop = () => stopped.resolve(undefined);
    signal.addEventListener('abort', stop, { once: true });
    try {
      await Promise.race([sleep(ms), stopped.promise]);
    } finally {
      signal.removeEventListener('abort', stop);
    }
    expectNotStopped(signal);
  };
}
