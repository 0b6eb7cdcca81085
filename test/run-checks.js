// Runs the checks of `package.json`, as many at a time as there are cores, and prints what one that failed has to say.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

// The longest first.
const waiting = ['check:imports', 'check:types', 'check:unused', 'check:format'].values();

async function run(check) {
  const child = spawn('npm', ['run', '--silent', check], { shell: process.platform === 'win32' });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code === 0) return;
  process.stdout.write(`${check} failed:\n${said}\n`);
  process.exitCode = 1;
}

async function worker() {
  for (const check of waiting) await run(check);
}

await Promise.all(Array.from({ length: Math.min(3, availableParallelism()) }, worker));
