import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { ENVIRONMENT, type Environment } from '../config/index.js';
import { RecordClaimAnswer } from '../ingest/index.js';
import { AnswerClaims } from './answer-claims.js';
import { ClaimDocuments } from './documents/index.js';

@Module({})
export class ClaimsModule {
  static register(environment: Environment): DynamicModule {
    return {
      module: ClaimsModule,
      imports: [AuditModule],
      providers: [{ provide: ENVIRONMENT, useValue: environment }, AnswerClaims, ClaimDocuments, RecordClaimAnswer],
      exports: [AnswerClaims, ClaimDocuments],
    };
  }
}
