import { Module, type DynamicModule } from '@nestjs/common';
import type { Environment } from '../config/index.js';
import { PayoutModule } from '../payout/index.js';
import { ListDeadlines } from './list-deadlines.js';
import { RemindPartners } from './remind-partners.js';

export type { Deadline } from './deadline.js';
export { ListDeadlines } from './list-deadlines.js';
export { RemindPartners } from './remind-partners.js';

@Module({})
export class DeadlinesModule {
  static register(environment: Environment): DynamicModule {
    return {
      module: DeadlinesModule,
      imports: [PayoutModule.register(environment)],
      providers: [ListDeadlines, RemindPartners],
      exports: [ListDeadlines, RemindPartners],
    };
  }
}
