import { startServer } from './server.js';
import { SeatbackError } from './kernel/index.js';

try {
  await startServer();
} catch (error) {
  if (!(error instanceof SeatbackError)) throw error;
  const { code, expected, found, where, next } = error.report;
  process.stderr.write(
    `${code}\n  expected  ${expected}\n  found     ${found}\n  where     ${where}\n  next      ${next}\n`,
  );
  process.exitCode = 1;
}
