/** Native ESM: Nest 12 ships ESM only. The same compiler settings serve the build and the tests. */
import { readFileSync } from 'node:fs';

const {
  exclude: _exclude,
  sourceMaps: _sourceMaps,
  ...swc
} = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));

/** Workers inherit it: one embedded server for the whole run (test/test-database.ts). */
process.env.SEATBACK_TEST_RUN ??= String(process.pid);

/**
 * `npm test` stays below five minutes on two cores. What takes longer by its nature lies in a folder of its own, has a
 * command of its own (README), and is run by `.ci/run`, whole or in a short form. Who names such a folder gets it:
 * `npm run jest -- test/seasons`.
 */
const APART = [
  'after-release',
  'agreement',
  'batches',
  'browser',
  'changes',
  'faults',
  'kills',
  'pages',
  'processes',
  'proofs',
  'pulls',
  'rereading',
  'seasons',
  'seeded',
  'stories',
  'volumes',
].filter((folder) => !process.argv.slice(2).some((argument) => argument.includes(`test/${folder}`)));

export default {
  globalSetup: '<rootDir>/test/global-setup.js',
  globalTeardown: '<rootDir>/test/global-teardown.js',
  testEnvironment: 'node',
  roots: ['<rootDir>/src', '<rootDir>/demo', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.tsx?$': ['@swc/jest', { ...swc, swcrc: false, sourceMaps: 'inline' }] },
  testPathIgnorePatterns: ['/node_modules/', ...APART.map((folder) => `<rootDir>/test/${folder}/`)],
  reporters: ['default', '<rootDir>/test/closing-line.js'],
  // These machines are shared: a story that takes two seconds may take a minute, and that is no fault.
  testTimeout: 300_000,
  // One more than cores: a story often waits for the server or for a process.
  maxWorkers: 3,
  // What modules of earlier files leave behind is never given back; with a gigabyte of it, looking for garbage takes the time.
  workerIdleMemoryLimit: '800MB',
};
