export * from './partner-names.js';
export * from './partner-register.js';
export * from './register-words.js';
