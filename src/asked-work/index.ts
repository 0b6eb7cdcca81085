import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/index.js';
import { AskedWork } from './asked-work.js';

export { AskedWork, askedWorkOf, type AskedKind, type AskedWorkRecord, type TakenWork } from './asked-work.js';
export { checkAskedWork, type AskedWorkCheck } from './check-asked-work.js';

/** What people ask for on pages, and workers do. */
@Module({ imports: [AuditModule], providers: [AskedWork], exports: [AskedWork] })
export class AskedWorkModule {}
