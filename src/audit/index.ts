import { Module } from '@nestjs/common';
import { AuditLog } from './audit-log.js';

export { AuditLog, checkAuditChain, unrecordedActs, type AuditedAct, type RecordedAct } from './audit-log.js';
export { auditPage, type AuditEntry } from './audit-page.js';

@Module({ providers: [AuditLog], exports: [AuditLog] })
export class AuditModule {}
