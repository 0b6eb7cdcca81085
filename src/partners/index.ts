export * from './company-names/index.js';
export * from './registrations/index.js';
export * from './partner-names.js';
export * from './partner-register.js';
export * from './register-words.js';
