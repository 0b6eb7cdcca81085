import { Module, type DynamicModule } from '@nestjs/common';
import type { Environment } from './config/index.js';
import { DatabaseModule } from './database/index.js';
import { IngestModule } from './ingest/index.js';
import { CLOCK, SystemClock, type Clock } from './kernel/index.js';

export interface AppOptions {
  readonly environment: Environment;
  readonly clock?: Clock;
  readonly onStep?: (step: string) => void;
}

@Module({})
export class AppModule {
  static register({ environment, clock = new SystemClock(), onStep }: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [DatabaseModule.register({ environment, entities: [], onStep }), ClockModule.register(clock), IngestModule],
    };
  }
}

@Module({})
class ClockModule {
  static register(clock: Clock): DynamicModule {
    return { module: ClockModule, global: true, providers: [{ provide: CLOCK, useValue: clock }], exports: [CLOCK] };
  }
}
