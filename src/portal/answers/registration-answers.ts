import { z } from 'zod';
import { campaignId, instant, named, partnerId, visibleText } from './values.js';

const written = visibleText.trim().min(1).max(200);

/** A registration as a program of a partner makes it. */
export const newRegistrationBody = named(
  'NewRegistration',
  z
    .strictObject({
      contactEmail: written.describe('Of a domain of the company’s own'),
      companyName: written.describe('Of the company that claims, sold, and holds the account'),
      agreementNumber: written.optional().describe('Where `needs` of the offer names it'),
      acceptedTerms: written.describe('The name that `terms` of the offer has: who sends it accepts them'),
    })
    .describe('What the term `registration` of the offer needs'),
);
export type NewRegistrationBody = z.output<typeof newRegistrationBody>;

export const registrationAnswer = named(
  'Registration',
  z.strictObject({
    campaignId,
    partnerId,
    isAsked: z.boolean().describe('Whether the offer asks for a registration at all'),
    terms: z.string().nullable().describe('The name of the terms that are accepted'),
    needs: z.array(z.enum(['contactEmail', 'companyName', 'agreementNumber'])).readonly(),
    opensAt: instant.nullable(),
    closesAt: instant.nullable().describe('The first instant at which it is too late'),
    registeredAt: instant.nullable().describe('Null as long as the partner has not registered'),
    flaw: z.string().nullable().describe('What keeps the registration from counting; null where it counts'),
  }),
);
