import { z } from 'zod';

/** Every answer of the API is described here once: what is sent is checked by it, and OpenAPI is made of it. */
export const schemas = z.registry<{ readonly id: string }>();

/** Names a schema, so that OpenAPI refers to it instead of repeating it. */
export function named<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  schemas.add(schema, { id });
  return schema;
}

export const campaignId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'lower-case words joined by dashes' })
  .max(100)
  .describe('Id of a campaign, the name of its file');
/** Text without control characters, which no name has and the database refuses. */
export const visibleText = z.string().regex(/^\P{Cc}+$/u, { error: 'text without control characters' });
export const partnerId = visibleText.max(100).describe('MPN / PartnerID of the partner; leading zeros count');
export const customerId = z.guid().describe('Tenant GUID of the customer');
export const amount = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/)
  .describe('A plain decimal with the decimals of its currency, for example "2000.00"');
export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .describe('ISO 4217 code');
export const day = z.iso.date();
export const instant = z.iso.datetime().describe('UTC, with six decimals of a second');
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const count = z.int().min(0);
export const runNumber = z.int().min(1);

export const outcome = z.enum(['qualified', 'not-qualified', 'undecided']);
export const payoutStage = z
  .enum([
    'payable',
    'waiting-for-payee',
    'prepared',
    'approved',
    'releasing',
    'released',
    'held',
    'forfeited',
    'carried',
    'converted',
    'settled',
    'cancelled',
    'recoverable',
  ])
  .describe(
    'How far an earning has come: payable and not yet in a batch, waiting for the details of the payee, the state of its batch, what the minimum payout made of it, settled: paid or set off before a restatement, cancelled: forfeited for the bank details, or recoverable: paid, and not earned by what is known now',
  );
