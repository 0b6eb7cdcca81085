export * from './copied-columns.js';
export * from './copy-text.js';
export * from './data-source.js';
export * from './embedded/index.js';
export { jobAges } from './job-queue-ages.js';
export { JOB_QUEUE_SCHEMA } from './job-queue-schema.js';
export * from './ordered-streams.js';
export {
  asOneRequest,
  onRecordOfTheProgram,
  seeingAllPartners,
  seeOnlyPartners,
  withSightOfNow,
} from './partners-in-sight.js';
export * from './kept-keys.js';
export * from './reseal.js';
export * from './sealed.js';
export * from './session.js';
export * from './shared-snapshot.js';
export * from './unit-of-work.js';
export { VISIBLE_STATE } from './visible-state.js';
export * from './database.module.js';
export { makeFolder } from './make-folder.js';
