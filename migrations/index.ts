import { Access1795200000070 } from './1795200000070-access.js';
import { PartnerEntries1795200000162 } from './1795200000162-partner-entries.js';
import { FoundPayments1795200000170 } from './1795200000170-found-payments.js';
import { AskedWork1795200000180 } from './1795200000180-asked-work.js';
import { SamePerson1795200000181 } from './1795200000181-same-person.js';
import { AcceptedProofs1795200000200 } from './1795200000200-accepted-proofs.js';
import { AskedInstants1795200000210 } from './1795200000210-asked-instants.js';
import { PersonHolds1795200000182 } from './1795200000182-person-holds.js';
import { PartnersInSight1795200000071 } from './1795200000071-partners-in-sight.js';
import { PartnerPagesInSight1795200000072 } from './1795200000072-partner-pages-in-sight.js';
import { AnswerQuestions1795200000035 } from './1795200000035-answer-questions.js';
import { Audit1795200000007 } from './1795200000007-audit.js';
import { BankAnswers1795200000033 } from './1795200000033-bank-answers.js';
import { BankDetails1795200000030 } from './1795200000030-bank-details.js';
import { PayeeNotices1795200000031 } from './1795200000031-payee-notices.js';
import { KeyRotation1795200000032 } from './1795200000032-key-rotation.js';
import { CarriedAlong1795200000041 } from './1795200000041-carried-along.js';
import { Calculation1795200000004 } from './1795200000004-calculation.js';
import { Decisions1795200000020 } from './1795200000020-decisions.js';
import { DecidedAgain1795200000040 } from './1795200000040-decided-again.js';
import { Deliveries1795200000001 } from './1795200000001-deliveries.js';
import { DirectoryAndWitnesses1795200000012 } from './1795200000012-directory-and-witnesses.js';
import { Exchange1795200000064 } from './1795200000064-exchange.js';
import { GroundsOfDecisions1795200000046 } from './1795200000046-grounds-of-decisions.js';
import { History1795200000003 } from './1795200000003-history.js';
import { IdentityAndSources1795200000009 } from './1795200000009-identity-and-sources.js';
import { IncrementalRuns1795200000025 } from './1795200000025-incremental-runs.js';
import { Interruptions1795200000013 } from './1795200000013-interruptions.js';
import { LargeRuns1795200000022 } from './1795200000022-large-runs.js';
import { Ledger1795200000005 } from './1795200000005-ledger.js';
import { Notifications1795200000042 } from './1795200000042-notifications.js';
import { ManualAdjustments1795200000065 } from './1795200000065-manual-adjustments.js';
import { PaymentStanding1795200000034 } from './1795200000034-payment-standing.js';
import { OpenAgreements1795200000080 } from './1795200000080-open-agreements.js';
import { ClaimAnswers1795200000081 } from './1795200000081-claim-answers.js';
import { Reminders1795200000082 } from './1795200000082-reminders.js';
import { DecisionsInSight1795200000083 } from './1795200000083-decisions-in-sight.js';
import { FastPages1795200000140 } from './1795200000140-fast-pages.js';
import { ClaimDocuments1795200000160 } from './1795200000160-claim-documents.js';
import { PersonRequests1795200000100 } from './1795200000100-person-requests.js';
import { Payout1795200000006 } from './1795200000006-payout.js';
import { Questions1795200000120 } from './1795200000120-questions.js';
import { SearchIndexes1795200000121 } from './1795200000121-search-indexes.js';
import { LedgerPages1795200000122 } from './1795200000122-ledger-pages.js';
import { PublishedHeads1795200000027 } from './1795200000027-published-heads.js';
import { Pulls1795200000010 } from './1795200000010-pulls.js';
import { ReReading1795200000014 } from './1795200000014-re-reading.js';
import { RecordedByDeliveries1795200000048 } from './1795200000048-recorded-by-deliveries.js';
import { Register1795200000002 } from './1795200000002-register.js';
import { VersionReferences1795200000017 } from './1795200000017-version-references.js';
import { Statements1795200000039 } from './1795200000039-statements.js';
import { UnbilledCharges1795200000015 } from './1795200000015-unbilled-charges.js';
import { Rewards1795200000018 } from './1795200000018-rewards.js';
import { Restatement1795200000021 } from './1795200000021-restatement.js';
import { Schedules1795200000011 } from './1795200000011-schedules.js';
import { SealedDifferences1795200000047 } from './1795200000047-sealed-differences.js';
import { SettledPulls1795200000016 } from './1795200000016-settled-pulls.js';
import { DebtorBanks1795200000060 } from './1795200000060-debtor-banks.js';
import { Vendors1795200000061 } from './1795200000061-vendors.js';
import { VendorSamples1795200000062 } from './1795200000062-vendor-samples.js';
import { Webhooks1795200000063 } from './1795200000063-webhooks.js';

/** In the order in which they run. Forward only. */
export const migrations = [
  Deliveries1795200000001,
  Register1795200000002,
  History1795200000003,
  Calculation1795200000004,
  Ledger1795200000005,
  Payout1795200000006,
  Audit1795200000007,
  IdentityAndSources1795200000009,
  Pulls1795200000010,
  Schedules1795200000011,
  DirectoryAndWitnesses1795200000012,
  Interruptions1795200000013,
  ReReading1795200000014,
  UnbilledCharges1795200000015,
  SettledPulls1795200000016,
  VersionReferences1795200000017,
  Rewards1795200000018,
  Decisions1795200000020,
  Restatement1795200000021,
  LargeRuns1795200000022,
  IncrementalRuns1795200000025,
  PublishedHeads1795200000027,
  BankDetails1795200000030,
  PayeeNotices1795200000031,
  KeyRotation1795200000032,
  BankAnswers1795200000033,
  PaymentStanding1795200000034,
  AnswerQuestions1795200000035,
  Statements1795200000039,
  DecidedAgain1795200000040,
  CarriedAlong1795200000041,
  Notifications1795200000042,
  GroundsOfDecisions1795200000046,
  SealedDifferences1795200000047,
  RecordedByDeliveries1795200000048,
  DebtorBanks1795200000060,
  Vendors1795200000061,
  VendorSamples1795200000062,
  Webhooks1795200000063,
  Exchange1795200000064,
  ManualAdjustments1795200000065,
  Access1795200000070,
  PartnersInSight1795200000071,
  PartnerPagesInSight1795200000072,
  OpenAgreements1795200000080,
  ClaimAnswers1795200000081,
  Reminders1795200000082,
  DecisionsInSight1795200000083,
  PersonRequests1795200000100,
  Questions1795200000120,
  SearchIndexes1795200000121,
  LedgerPages1795200000122,
  FastPages1795200000140,
  ClaimDocuments1795200000160,
  PartnerEntries1795200000162,
  FoundPayments1795200000170,
  AskedWork1795200000180,
  SamePerson1795200000181,
  PersonHolds1795200000182,
  AcceptedProofs1795200000200,
  AskedInstants1795200000210,
];
