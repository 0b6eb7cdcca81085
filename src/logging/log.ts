import { pino, stdTimeFunctions, type DestinationStream, type Logger } from 'pino';
import { fieldsOfWork } from './fields.js';

export type Log = Logger;

/** Which program writes. */
export type LoggingProcess = 'http' | 'worker';

/**
 * One JSON object a line, with what is known of the work that is going on. By pino, which the HTTP server brings along.
 *
 * @param to standard output, where it is left out
 */
export function openLog(process: LoggingProcess, to?: DestinationStream): Log {
  const options = {
    base: { process },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: () => fieldsOfWork(),
  };
  return to === undefined ? pino(options) : pino(options, to);
}
