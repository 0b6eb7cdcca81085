export * from './reason-codes.js';
export type * from './reason-row.js';
export * from './spoken-text.js';
export * from './status-codes.js';
