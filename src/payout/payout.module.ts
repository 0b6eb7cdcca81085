import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { CampaignsModule } from '../campaigns/index.js';
import { ENVIRONMENT, type Environment } from '../config/index.js';
import { LedgerModule } from '../ledger/index.js';
import { AdjustByHand } from './adjustments/adjust-by-hand.js';
import { DecideAnswer } from './answers/decide-answer.js';
import { ReadAnswers } from './answers/read-answers.js';
import { BatchReadiness } from './batches/batch-readiness.js';
import { PreparePayout } from './batches/prepare-payout.js';
import { FindLostFiles } from './batches/lost-file.js';
import { ReleasePayout } from './batches/release-payout.js';
import { ShowPayout } from './batches/show-payout.js';
import { AnswerInvitation } from './payees/answer-invitation.js';
import { ApproveBankDetails } from './payees/approve-bank-details.js';
import { CarryOutNotices } from './payees/carry-out-notices.js';
import { EnterBankDetails } from './payees/enter-bank-details.js';
import { ForfeitPayable } from './payees/forfeit-payable.js';
import { InvitePayee } from './payees/invite-payee.js';
import { ConfirmPayeeName } from './payees/name-confirmations.js';
import { PersonHolds } from './payees/person-holds.js';
import { ShowPayees } from './payees/show-payees.js';
import { VendorBatches } from './vendors/vendor-batches.js';
import { VendorSignIn } from './vendors/vendor-sign-in.js';
import { Vendors } from './vendors/vendors.js';

/** What commands and pages ask for. */
const PAYEE_SERVICES = [
  InvitePayee,
  AnswerInvitation,
  EnterBankDetails,
  ApproveBankDetails,
  CarryOutNotices,
  PersonHolds,
  ShowPayees,
];

const VENDOR_SERVICES = [Vendors, VendorSignIn, VendorBatches];

@Module({})
export class PayoutModule {
  static register(environment: Environment): DynamicModule {
    return {
      module: PayoutModule,
      imports: [AuditModule, CampaignsModule, LedgerModule],
      providers: [
        { provide: ENVIRONMENT, useValue: environment },
        PreparePayout,
        BatchReadiness,
        FindLostFiles,
        ReleasePayout,
        ShowPayout,
        ConfirmPayeeName,
        ReadAnswers,
        DecideAnswer,
        AdjustByHand,
        ForfeitPayable,
        ...PAYEE_SERVICES,
        ...VENDOR_SERVICES,
      ],
      exports: [
        PreparePayout,
        FindLostFiles,
        ReleasePayout,
        ShowPayout,
        ConfirmPayeeName,
        ReadAnswers,
        DecideAnswer,
        AdjustByHand,
        ...PAYEE_SERVICES,
        ...VENDOR_SERVICES,
      ],
    };
  }
}
