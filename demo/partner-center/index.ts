export { LoopbackCredential } from './loopback-credential.js';
export { startPartnerCenter, type PartnerCenterOptions, type SimulatedPartnerCenter } from './server.js';
export { PARTNER_CENTER_SCOPE } from './tokens.js';
