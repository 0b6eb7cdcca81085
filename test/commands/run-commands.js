// Runs commands one after another in one process, of the program as it was built: loading it takes longer than any of
// them. Each comes as a message and is answered by what it said and how it would have ended.
import 'reflect-metadata';
import { runProgram, seatbackProgram } from '../../dist/src/commands/index.js';

const heard = { said: '', errors: '' };
process.stdout.write = (text) => ((heard.said += String(text)), true);
process.stderr.write = (text) => ((heard.errors += String(text)), true);
const ownVariables = { ...process.env };

async function run({ args, variables }) {
  process.env = { ...ownVariables, ...variables };
  process.argv = ['node', 'seatback', ...args];
  heard.said = heard.errors = '';
  await runProgram(seatbackProgram(), process.argv);
  const { exitCode = 0 } = process;
  process.exitCode = undefined;
  // Of the one that has ended: a program listens once.
  process.stdout.removeAllListeners('error');
  process.send({ code: exitCode, ...heard });
}

process.on('message', run);
