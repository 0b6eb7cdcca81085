import { Global, Module, type DynamicModule } from '@nestjs/common';
import { AccessModule } from './access/index.js';
import { AuditModule } from './audit/index.js';
import { CalculationModule, EVALUATION_CREW, evaluationCrew, MINIMUM_PAYOUT_POLICY, Run } from './calculation/index.js';
import { CampaignsModule } from './campaigns/index.js';
import { ClaimsModule } from './claims/index.js';
import type { Environment } from './config/index.js';
import { DatabaseModule, Vault } from './database/index.js';
import { DeadlinesModule } from './deadlines/index.js';
import { IngestModule, type IngestOptions } from './ingest/index.js';
import { CLOCK, SystemClock, type Clock } from './kernel/index.js';
import { KeysModule } from './keys/index.js';
import { LedgerModule } from './ledger/index.js';
import { INVITATION_SECRETS, NotificationsModule } from './notifications/index.js';
import { applyMinimumPayout, invitationSecrets, PayoutBatch, PayoutModule } from './payout/index.js';
import { PortalModule } from './portal/index.js';
import { QuestionsModule } from './questions/index.js';
import { WebhooksModule } from './webhooks/index.js';

export interface AppOptions {
  readonly environment: Environment;
  /** The demo and the tests bring one that they can move. */
  readonly clock?: Clock;
  /** In place of Partner Center as the environment describes it. */
  readonly partnerCenter?: IngestOptions;
  /** Told before each step of the start that takes noticeable time. */
  readonly onStep?: (step: string) => void;
}

@Module({})
class ClockModule {
  static register(clock: Clock): DynamicModule {
    return { module: ClockModule, global: true, providers: [{ provide: CLOCK, useValue: clock }], exports: [CLOCK] };
  }
}

/** What one area knows and another asks, without looking at each other. */
@Global()
@Module({
  providers: [
    { provide: MINIMUM_PAYOUT_POLICY, useValue: applyMinimumPayout },
    { provide: INVITATION_SECRETS, useFactory: invitationSecrets, inject: [Vault] },
  ],
  exports: [MINIMUM_PAYOUT_POLICY, INVITATION_SECRETS],
})
class PolicyModule {}

@Module({})
class CrewModule {
  static register(threads: number): DynamicModule {
    const crew = { provide: EVALUATION_CREW, useValue: evaluationCrew(threads) };
    return { module: CrewModule, global: true, providers: [crew], exports: [EVALUATION_CREW] };
  }
}

/** The only place that lists all modules. */
@Module({})
export class AppModule {
  static register({
    environment,
    clock = new SystemClock(),
    partnerCenter = { partnerCenter: environment.partnerCenter, graphBilling: environment.graphBilling },
    onStep,
  }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DatabaseModule.register({ environment, entities: [Run, PayoutBatch], onStep }),
        ClockModule.register(clock),
        PolicyModule,
        CrewModule.register(environment.calculationThreads),
        AuditModule,
        AccessModule.register(environment),
        CampaignsModule,
        ClaimsModule.register(environment),
        DeadlinesModule.register(environment),
        IngestModule.register({ shrinkLimitPercent: environment.shrinkLimitPercent, ...partnerCenter }),
        CalculationModule,
        LedgerModule,
        NotificationsModule.register(environment),
        PayoutModule.register(environment),
        PortalModule.register(environment),
        QuestionsModule,
        WebhooksModule.register(environment),
        KeysModule.register(environment),
      ],
      exports: [
        AccessModule,
        ClaimsModule,
        DeadlinesModule,
        IngestModule,
        CalculationModule,
        PayoutModule,
        NotificationsModule,
        WebhooksModule,
      ],
    };
  }
}
