export * from './partner-names.js';
export * from './partner-register.js';
