import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { Ledger } from './ledger.js';

export * from './accruals.js';
export * from './adjustments.js';
export * from './balances.js';
export * from './browse-ledger.js';
export * from './check-ledger.js';
export * from './ledger.js';
export * from './misaccrued.js';
export * from './period-postings.js';

@Module({ imports: [AuditModule], providers: [Ledger], exports: [Ledger] })
export class LedgerModule {}
