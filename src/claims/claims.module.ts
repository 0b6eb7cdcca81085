import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { ENVIRONMENT, type Environment } from '../config/index.js';
import { RecordAcceptedProof, RecordClaimAnswer, RecordPartnerEntry } from '../ingest/index.js';
import { AnswerClaims } from './answer-claims.js';
import { AcceptProof, ClaimDocuments } from './documents/index.js';
import { EnterClaim, EnterRegistration } from './entries/index.js';

@Module({})
export class ClaimsModule {
  static register(environment: Environment): DynamicModule {
    return {
      module: ClaimsModule,
      imports: [AuditModule],
      providers: [
        { provide: ENVIRONMENT, useValue: environment },
        AcceptProof,
        AnswerClaims,
        ClaimDocuments,
        EnterClaim,
        EnterRegistration,
        RecordAcceptedProof,
        RecordClaimAnswer,
        RecordPartnerEntry,
      ],
      exports: [AcceptProof, AnswerClaims, ClaimDocuments, EnterClaim, EnterRegistration],
    };
  }
}
