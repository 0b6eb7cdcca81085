export { jobProviders } from './job-providers.js';
export { SchedulePulls, type Decision } from './schedule-pulls.js';
export { missedPulls, type MissedPull } from './scheduled-pulls.js';
export { lastAlarm, readingsWanted, type SnapshotAlarm } from './snapshot-guard.js';
export { snapshotSchedule } from './schedules.js';
