import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { withoutProgress, type CommandRun } from './seatback-process.js';

/**
 * What commands answer: they run one after another in one process. That each of them is a process, and how that begins
 * and ends, is told where `SeatbackProcess` runs them.
 */
export class StandingProcess {
  readonly #child: ChildProcess;

  /** @param variables of the environment, for all of them */
  constructor(variables: NodeJS.ProcessEnv) {
    const { NODE_OPTIONS: _jest, ...inherited } = process.env;
    this.#child = fork(join(import.meta.dirname, 'run-commands.js'), [], {
      execArgv: [],
      env: { ...inherited, NODE_ENV: 'development', ...variables },
    });
  }

  async run(args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<CommandRun> {
    const ended = new AbortController();
    const answer = once(this.#child, 'message', { signal: ended.signal }) as Promise<[CommandRun]>;
    const crash = () => ended.abort(new Error(`The process ended in ${args.join(' ')}`));
    this.#child.once('exit', crash);
    this.#child.send({ args, variables });
    try {
      const [run] = await answer;
      return { ...run, errors: withoutProgress(run.errors) };
    } finally {
      this.#child.off('exit', crash);
    }
  }

  /** What a command answers to a program. */
  async json<T>(args: readonly string[]): Promise<T> {
    const { said, errors } = await this.run([...args, '--json']);
    try {
      return JSON.parse(said) as T;
    } catch {
      throw new Error(`Not JSON: ${said}\n${errors}`);
    }
  }

  /** Without anybody to answer to it ends: nothing of a command is left that would keep it. */
  async end(): Promise<void> {
    if (!this.#child.connected) return;
    const ended = once(this.#child, 'exit');
    this.#child.disconnect();
    await ended;
  }
}
