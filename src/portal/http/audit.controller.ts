import { Controller, Get, Header, Query } from '@nestjs/common';
import { z } from 'zod';
import type { SignedIn } from '../../access/index.js';
import { visibleText } from '../answers/values.js';
import { auditLogPage } from '../pages/audit-log-page.js';
import { AuditReading } from '../reading/audit-reading.js';
import { Allow } from './access/allow.js';
import { CallingPerson } from './access/person-http.js';
import { CheckedInput } from './checked-input.js';
import { HTML } from './page-headers.js';

/** A form sends what nobody wrote, too: empty. */
const written = z.preprocess((text) => (text === '' ? undefined : text), visibleText.max(300).optional());
const auditQuery = z.strictObject({
  person: written,
  act: written,
  subject: written,
  cursor: z.string().max(1000).optional(),
});

/** What people did. Finance reads all of it; an administrator, who sees nothing of finance, what was done about rights. */
@Controller('/audit')
export class AuditController {
  readonly #audit: AuditReading;

  constructor(audit: AuditReading) {
    this.#audit = audit;
  }

  @Get()
  @Allow('finance-viewer', 'administrator')
  @Header(...HTML)
  async log(
    @CallingPerson() person: SignedIn | undefined,
    @Query(new CheckedInput('query', auditQuery)) query: z.output<typeof auditQuery>,
  ): Promise<string> {
    // Where nobody signs in, whoever is on this machine reads what finance does.
    const isOfFinance = person === undefined || person.roles.has('finance-viewer');
    return auditLogPage(await this.#audit.entries(query, isOfFinance ? 'everything' : 'rights'));
  }
}
