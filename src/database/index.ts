export * from './copy-text.js';
export * from './data-source.js';
export * from './embedded/index.js';
export { JOB_QUEUE_SCHEMA } from './job-queue-schema.js';
export * from './ordered-streams.js';
export * from './sealed.js';
export * from './session.js';
export * from './unit-of-work.js';
export * from './database.module.js';
