export * from './partner-register.js';
