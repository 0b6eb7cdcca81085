import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** Runs a script of this folder in a process of its own and returns the JSON it prints last. */
export async function runChild<Answer>(script: string, args: readonly string[]): Promise<Answer> {
  const child = startChild(script, args);
  let output = '';
  child.stdout?.on('data', (text: Buffer) => (output += text.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  if (code !== 0) throw new Error(`${script} ended with ${String(code)}: ${last}`);
  return JSON.parse(last) as Answer;
}

export function startChild(script: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--no-warnings', join(import.meta.dirname, script), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}
