/**
 * A runner for Stryker (`npm run test:mutation`). The specs of rules and rewards are pure, so that one process can run
 * them for hundreds of mutants: Jest would set up and load 32 files anew for each, which takes ten seconds of a core.
 */
import { globSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import fc from 'fast-check';
import { collectTests } from './jest-globals.js';
import { beginGeneration, inGeneration, registerSpecLoading } from './spec-loading.js';

const SPECS = 'src/calculation/{rules,rewards}/*.spec.ts';

/** What instrumented code looks at, and counts in. */
const stryker = (globalThis.__stryker__ ??= {});

class SpecRunner {
  #tests;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    registerSpecLoading();
    // The same cases for every mutant: a score that can be repeated.
    fc.configureGlobal({ numRuns: 25, seed: 20_190_630 });
    this.#tests = await loadTests();
  }

  async dryRun() {
    const result = await runTests(this.#tests, { isPatient: true });
    return { ...result, mutantCoverage: stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, mutantActivation, disableBail, hitLimit }) {
    stryker.hitLimit = hitLimit;
    stryker.hitCount = hitLimit === undefined ? undefined : 0;
    // Not undefined: only then code would look for another one in the environment.
    stryker.activeMutant = activeMutant.id;
    try {
      const tests = mutantActivation === 'static' ? await loadTests() : this.#tests;
      const chosen = testFilter === undefined ? tests : tests.filter(({ id }) => testFilter.includes(id));
      const result = await runTests(chosen, { isPatient: disableBail });
      return toMutantRunResult(determineHitLimitReached(stryker.hitCount, hitLimit) ?? result, disableBail);
    } catch (error) {
      // It cannot even be loaded.
      return toMutantRunResult(complete([failed('loading', error, 0)]), disableBail);
    } finally {
      stryker.activeMutant = null;
    }
  }
}

async function loadTests() {
  beginGeneration();
  const files = globSync(SPECS).sort();
  return collectTests(async () => {
    for (const file of files) await import(inGeneration(pathToFileURL(file).href));
  });
}

/** @param isPatient goes on after a test that failed */
async function runTests(tests, { isPatient }) {
  const results = [];
  for (const { id, run } of tests) {
    const startedAt = performance.now();
    stryker.currentTestId = id;
    try {
      await run();
      results.push({ id, name: id, status: TestStatus.Success, timeSpentMs: performance.now() - startedAt });
    } catch (error) {
      results.push(failed(id, error, performance.now() - startedAt));
      if (!isPatient) break;
    } finally {
      stryker.currentTestId = undefined;
    }
  }
  return complete(results);
}

function complete(tests) {
  return { status: DryRunStatus.Complete, tests };
}

function failed(id, error, timeSpentMs) {
  return { id, name: id, status: TestStatus.Failed, failureMessage: String(error?.message ?? error), timeSpentMs };
}

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'pure-specs', () => new SpecRunner())];
