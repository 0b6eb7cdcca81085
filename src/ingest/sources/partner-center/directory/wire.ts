import { z } from 'zod';
import { collectionOf } from '../wire.js';

/** Answers about who a customer is and who sells to it (contract of Partner Center, section 3). */
const optionalText = z.string().nullish();

export const companyAnswer = z.looseObject({
  id: z.string(),
  companyProfile: z.looseObject({ address: z.looseObject({ country: optionalText }).nullish() }).nullish(),
});
export type WireCompany = z.output<typeof companyAnswer>;

const relationship = z.looseObject({
  id: optionalText,
  name: optionalText,
  mpnId: optionalText,
  location: optionalText,
  state: optionalText,
});
export type WireRelationship = z.output<typeof relationship>;
export const relationshipsAnswer = collectionOf(relationship);

const auditRecord = z.looseObject({
  customerId: optionalText,
  operationType: optionalText,
  operationDate: optionalText,
  operationStatus: optionalText,
});
export type WireAuditRecord = z.output<typeof auditRecord>;
export const auditRecordsPage = collectionOf(auditRecord);
