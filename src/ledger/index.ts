import { Module } from '@nestjs/common';
import { Ledger } from './ledger.js';

export * from './accruals.js';
export * from './check-ledger.js';
export * from './ledger.js';

@Module({ providers: [Ledger], exports: [Ledger] })
export class LedgerModule {}
