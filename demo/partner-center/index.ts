export type { FaultKind, FaultPlan } from './faults/plan.js';
export { LoopbackCredential } from './loopback-credential.js';
export { startPartnerCenter, type PartnerCenterOptions, type SimulatedPartnerCenter } from './server.js';
export { GRAPH_SCOPE, PARTNER_CENTER_SCOPE } from './tokens.js';
