import type { Provider } from '@nestjs/common';
import { AskPayees } from './ask-payees.js';
import { EraseDocuments } from './erase-documents.js';
import { expectCron } from './cron-rhythm.js';
import { JobQueue } from './job-queue.js';
import { MakePull } from './make-pull.js';
import { MakeEstimates } from './make-estimates.js';
import { MakePullBeside } from './make-pull-beside.js';
import { RenewToken } from './renew-token.js';
import { PULL_SETTINGS, SchedulePulls, type PullSettings } from './schedule-pulls.js';
import { SendNotifications } from './send-notifications.js';
import { SendWebhooks } from './send-webhooks.js';
import { SnapshotGuard } from './snapshot-guard.js';
import { WatchDeadlines } from './watch-deadlines.js';
import { Worker } from './worker.js';

/**
 * A worker, for a module that has the whole program beside it.
 *
 * @throws SeatbackError SETTING_INVALID
 */
export function jobProviders(settings: PullSettings): Provider[] {
  expectCron(settings.cron);
  return [
    { provide: PULL_SETTINGS, useValue: settings },
    JobQueue,
    SnapshotGuard,
    SchedulePulls,
    MakePull,
    MakePullBeside,
    MakeEstimates,
    RenewToken,
    AskPayees,
    EraseDocuments,
    SendNotifications,
    SendWebhooks,
    WatchDeadlines,
    Worker,
  ];
}
