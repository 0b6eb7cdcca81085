import { describe, expect, it } from '@jest/globals';
import { describeFailure, invariant, SeatbackError, type FailureReport } from './failure.js';

const REPORT: FailureReport = {
  code: 'CURRENCY_UNKNOWN',
  expected: 'an ISO 4217 currency code in use',
  found: '"US$"',
  where: 'fx_rates.csv, line 3',
  next: 'Correct the code.',
};

describe('a failure that was foreseen', () => {
  it('says in one line what was expected, what was found, where, and what to do', () => {
    expect(describeFailure(REPORT)).toBe(
      'CURRENCY_UNKNOWN: expected an ISO 4217 currency code in use, found "US$" (fx_rates.csv, line 3). Correct the code.',
    );
  });

  it('shows a log no less than a person would see', () => {
    const failure = new SeatbackError(REPORT);
    expect(failure.message).toBe(describeFailure(REPORT));
    expect(failure.name).toBe('SeatbackError');
    expect(failure.code).toBe('CURRENCY_UNKNOWN');
    expect(failure.report).toEqual(REPORT);
  });

  it('keeps the cause', () => {
    const cause = new Error('disk full');
    expect(new SeatbackError(REPORT, { cause }).cause).toBe(cause);
  });
});

describe('an assumption of ours', () => {
  it('passes in silence where it holds', () => {
    expect(() => invariant(true, 'two sides balance')).not.toThrow();
  });

  it('is a bug where it does not hold, and no failure that was foreseen', () => {
    const broken = () => invariant(false, 'two sides balance');
    expect(broken).toThrow('Broken invariant: two sides balance');
    expect(broken).not.toThrow(SeatbackError);
  });
});
