export { AskPayees } from './ask-payees.js';
export { CarryOutAskedWork } from './carry-out-asked-work.js';
export { jobProviders } from './job-providers.js';
export { JobQueue } from './job-queue.js';
export { missedPulls, pullsBeside, type DuePull } from './scheduled-pulls.js';
export { lastAlarm, readingsWanted, type SnapshotAlarm } from './snapshot-guard.js';
export { watchedNight } from './schedules.js';
export { SendNotifications } from './send-notifications.js';
export { Worker } from './worker.js';
