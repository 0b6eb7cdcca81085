export {
  BEFORE_PROOF_DEADLINE,
  CAMPAIGN_ID,
  RECORDS_BEGIN,
  RULE_IDS,
  SETTLED_AT,
  SNAPSHOT_AT,
  WORLD_BEGINS,
  WORLD_ENDS,
  type RuleId,
} from './campaign.js';
export { accountIn } from './bank-accounts.js';
export { dateOf, dayNumber, plusMonths } from './days.js';
export { generateWorld, type WorldSize } from './generate.js';
export type * from './model.js';
export { reconciliationLine } from './reconciliation-line.js';
export { offerIdIn } from './products.js';
export type { BillingSystem, Product, ProductKey, ServicePlan, Sku } from './products.js';
export {
  customersAt,
  invoicesAt,
  seatsAt,
  seatTroubleAt,
  subscriptionsAt,
  type SkuState,
  type SubscriptionState,
} from './state.js';
export { writeReadings, writeRegister, type ReadingsWritten } from './export-folders.js';
