import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from './audit/index.js';
import { CalculationModule, Run } from './calculation/index.js';
import { CampaignsModule } from './campaigns/index.js';
import type { Environment } from './config/index.js';
import { DatabaseModule } from './database/index.js';
import { IngestModule } from './ingest/index.js';
import { CLOCK, SystemClock, type Clock } from './kernel/index.js';
import { LedgerModule } from './ledger/index.js';
import { PortalModule } from './portal/index.js';

export interface AppOptions {
  readonly environment: Environment;
  /** The demo and the tests bring one that they can move. */
  readonly clock?: Clock;
  /** Told before each step of the start that takes noticeable time. */
  readonly onStep?: (step: string) => void;
}

@Module({})
class ClockModule {
  static register(clock: Clock): DynamicModule {
    return { module: ClockModule, global: true, providers: [{ provide: CLOCK, useValue: clock }], exports: [CLOCK] };
  }
}

/** The only place that lists all modules. */
@Module({})
export class AppModule {
  static register({ environment, clock = new SystemClock(), onStep }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DatabaseModule.register({ environment, entities: [Run], onStep }),
        ClockModule.register(clock),
        AuditModule,
        CampaignsModule,
        IngestModule,
        CalculationModule,
        LedgerModule,
        PortalModule,
      ],
    };
  }
}
