import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { RecordClaimAnswer } from '../ingest/index.js';
import { AnswerClaims } from './answer-claims.js';

@Module({ imports: [AuditModule], providers: [AnswerClaims, RecordClaimAnswer], exports: [AnswerClaims] })
export class ClaimsModule {}
