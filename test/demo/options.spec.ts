import { describe, expect, it } from '@jest/globals';
import { readOptions } from '../../demo/options.js';

describe('the options of the demo', () => {
  it('are its usual world where nothing is said', () => {
    expect(readOptions([])).toEqual({
      help: false,
      story: 'campaign',
      pages: false,
      everyNight: false,
      seed: 20_190_630,
    });
    expect(readOptions(['--every-night', '--pages', '--seed', '7', '--customers', '48'])).toEqual({
      help: false,
      story: 'campaign',
      pages: true,
      everyNight: true,
      seed: 7,
      customers: 48,
    });
  });

  it.each([
    ['an option that there is not', ['--sed', '1']],
    ['a seed that is no number', ['--seed', 'abc']],
    ['customers that are no number', ['--customers', 'x']],
    ['no customers', ['--customers', '0']],
    ['a value that is missing', ['--seed']],
    ['a story that nobody knows', ['--story', 'ingest']],
    ['a word', ['fast']],
  ])('are refused with %s, in words', (_what, args) => {
    expect(() => readOptions(args)).toThrow('OPTION_INVALID');
  });
});
