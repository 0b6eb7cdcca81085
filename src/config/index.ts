export * from './environment.js';
export * from './payer-settings.js';
