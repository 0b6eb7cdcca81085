export { asLoggedWork, tellLog, type LogFields } from './fields.js';
export { JsonLogger } from './json-logger.js';
export { openLog, type Log } from './log.js';
