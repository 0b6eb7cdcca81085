/** Native ESM: Nest 12 ships ESM only. The same compiler settings serve the build and the tests. */
import { readFileSync } from 'node:fs';

const {
  exclude: _exclude,
  sourceMaps: _sourceMaps,
  ...swc
} = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));

/** Workers inherit it: one embedded server for the whole run (test/test-database.ts). */
process.env.SEATBACK_TEST_RUN ??= String(process.pid);

export default {
  globalSetup: '<rootDir>/test/global-setup.js',
  globalTeardown: '<rootDir>/test/global-teardown.js',
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/demo', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.tsx?$': ['@swc/jest', { ...swc, swcrc: false, sourceMaps: 'inline' }] },
  // Minutes long: `npm run test:oracle`, `test:worlds`, `test:batches`, `test:browser`, `test:payout-stories`, `test:kills`, `test:pull-kills` and `test:faults` run them.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/agreement/',
    '<rootDir>/test/kills/',
    '<rootDir>/test/faults/',
    '<rootDir>/test/stories/',
    '<rootDir>/test/batches/',
    '<rootDir>/test/browser/',
  ],
  reporters: ['default', '<rootDir>/test/closing-line.js'],
  // These machines are shared: a story that takes two seconds may take a minute, and that is no fault.
  testTimeout: 300_000,
  // One more than cores: a story often waits for the server or for a process.
  maxWorkers: 3,
  // What modules of earlier files leave behind is never given back; with a gigabyte of it, looking for garbage takes the time.
  workerIdleMemoryLimit: '800MB',
};
