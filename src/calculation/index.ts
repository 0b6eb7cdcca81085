export { CalculationModule } from './calculation.module.js';
export * from './explanation/explain-customer.js';
export * from './runs/calculate-campaign.js';
export * from './runs/determination-lines.js';
export * from './runs/earnings.js';
export * from './runs/engine-version.js';
export * from './runs/run-approval.js';
export * from './runs/run.entity.js';
export { rulesOfBits, type RuleId } from './rules/index.js';
