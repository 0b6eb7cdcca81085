import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { SeatbackError } from './kernel/index.js';

/** While the program starts: a failure that was foreseen is told by who started it, once and without a stack. */
export class StartLogger extends ConsoleLogger {
  constructor(...logLevels: LogLevel[]) {
    super({ logLevels });
  }

  override error(message: unknown, ...rest: unknown[]): void {
    if (message instanceof SeatbackError) return;
    super.error(message, ...rest);
  }
}
