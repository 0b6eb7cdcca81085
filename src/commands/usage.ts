import { CommanderError, type Command } from 'commander';
import { EXIT, Terminal } from './terminal.js';

/**
 * Reads the arguments and runs the command that they name. Who asked for JSON gets it for arguments that cannot be used
 * too; who asked for CSV beside it asked for two forms at once, and gets neither.
 */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  // Whoever reads may have enough, `head` for instance: that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exitCode ??= EXIT.done;
  });
  const args = argv.slice(2);
  const isJson = args.includes('--json') && !args.includes('--csv');
  forEachCommand(program, (command) => {
    command.exitOverride();
    if (isJson) command.configureOutput({ writeErr: () => undefined });
  });
  try {
    await program.parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode;
    if (error.exitCode === EXIT.done || !isJson) return;
    new Terminal(true).fail({
      code: 'USAGE',
      expected: 'a command and options as its help has them',
      found: error.message.replace(/^error: /, ''),
      where: `seatback ${args
        .filter((arg) => !arg.startsWith('-'))
        .slice(0, 2)
        .join(' ')}`.trim(),
      next: 'Add --help to the command to see what it takes.',
    });
  }
}

function forEachCommand(command: Command, act: (command: Command) => void): void {
  act(command);
  for (const each of command.commands) forEachCommand(each, act);
}
