import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const CLI = join(import.meta.dirname, '..', '..', 'dist', 'src', 'cli.js');

export interface CommandRun {
  readonly code: number | null;
  readonly said: string;
  readonly errors: string;
}

/** The command line as it was built, on one data folder. */
export class SeatbackProcess {
  readonly #dataFolder: string;

  constructor(dataFolder: string) {
    this.#dataFolder = dataFolder;
  }

  /** Runs a command to its end. */
  async run(args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<CommandRun> {
    const child = this.#spawn(args, variables);
    let said = '';
    let errors = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const code = await ended(child);
    return { code, said, errors: withoutProgress(errors) };
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

  /** Starts what runs until it is told to stop, and waits for its first line. */
  async start(args: readonly string[], variables: NodeJS.ProcessEnv = {}): Promise<StartedProcess> {
    const child = this.#spawn(args, variables);
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const over = ended(child);
    const firstLine = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout! }).once('line', resolve);
      void over.then((code) => reject(new Error(`It ended with ${String(code)}: ${errors}`)));
    });
    return {
      firstLine,
      stop: async () => {
        child.kill('SIGTERM');
        return over;
      },
    };
  }

  #spawn(args: readonly string[], variables: NodeJS.ProcessEnv): ChildProcess {
    const { NODE_OPTIONS: _jest, ...inherited } = process.env;
    return spawn(process.execPath, [CLI, ...args], {
      env: { ...inherited, NODE_ENV: 'development', SEATBACK_DATA: this.#dataFolder, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
}

export interface StartedProcess {
  readonly firstLine: string;
  /** Asks it to end, as an operator would. */
  stop(): Promise<number | null>;
}

async function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}

/** On a busy machine a short command takes long enough to tell how far it is. */
export function withoutProgress(errors: string): string {
  return errors.replaceAll(/^[A-Z][\w ()]* \d+(?: of \d+)?\n/gm, '');
}
