import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { CampaignsModule } from '../campaigns/index.js';
import { ENVIRONMENT, type Environment } from '../config/index.js';
import { LedgerModule } from '../ledger/index.js';
import { DecideAnswer } from './answers/decide-answer.js';
import { ReadAnswers } from './answers/read-answers.js';
import { PreparePayout } from './batches/prepare-payout.js';
import { ReleasePayout } from './batches/release-payout.js';
import { ShowPayout } from './batches/show-payout.js';
import { ConfirmPayeeName } from './payees/name-confirmations.js';

@Module({})
export class PayoutModule {
  static register(environment: Environment): DynamicModule {
    return {
      module: PayoutModule,
      imports: [AuditModule, CampaignsModule, LedgerModule],
      providers: [
        { provide: ENVIRONMENT, useValue: environment },
        PreparePayout,
        ReleasePayout,
        ShowPayout,
        ConfirmPayeeName,
        ReadAnswers,
        DecideAnswer,
      ],
      exports: [PreparePayout, ReleasePayout, ShowPayout, ConfirmPayeeName, ReadAnswers, DecideAnswer],
    };
  }
}
