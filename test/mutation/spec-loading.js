import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const JEST_GLOBALS = new URL('./jest-globals.js', import.meta.url).href;

/** What is loaded anew for a mutant that acts while modules are loaded; nothing outside depends on it. */
const RELOADED = /\/(src\/calculation|test\/builders)\/[^?]*\.ts$/;

let generation = 0;

/** What the compiler and Jest are told about sources and their imports; the compiler settings are those of the build. */
export function registerSpecLoading() {
  const { exclude: _exclude, ...swc } = JSON.parse(readFileSync('.swcrc', 'utf8'));
  registerHooks({
    load(url, context, next) {
      const address = url.replace(/\?.*$/, '');
      if (!address.endsWith('.ts')) return next(url, context);
      const filename = fileURLToPath(address);
      const { code } = transformSync(readFileSync(filename, 'utf8'), {
        ...swc,
        swcrc: false,
        sourceMaps: false,
        filename,
      });
      return { format: 'module', source: code, shortCircuit: true };
    },
    resolve(specifier, context, next) {
      if (specifier === '@jest/globals') return { url: JEST_GLOBALS, shortCircuit: true };
      const parent = context.parentURL?.replace(/\?.*$/, '');
      const isOwn = /^\.{1,2}\//.test(specifier) && parent?.endsWith('.ts');
      if (!isOwn) return next(specifier, context);
      const compiled = new URL(specifier, parent);
      const source = new URL(compiled.href.replace(/\.js$/, '.ts'));
      const { href } = existsSync(source) ? source : compiled;
      return { url: inGeneration(href), shortCircuit: true };
    },
  });
}

/** From here on the modules are others than those that were loaded before. */
export function beginGeneration() {
  generation += 1;
}

/** The address under which a module is loaded now. */
export function inGeneration(href) {
  return RELOADED.test(href) ? `${href}?generation=${generation}` : href;
}
