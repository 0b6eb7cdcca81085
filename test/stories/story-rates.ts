import { aCampaign, EARNED_BY_SELLING } from '../campaign-builder.js';

/** Whoever sells earns, and is paid in the currency of its account. */
export const PAID_IN_THEIRS = aCampaign({
  ...EARNED_BY_SELLING,
  'paid in': { currency: "the payee's", rates: 'ECB', date: 'end of the window' },
});
/** 1 USD, or 1 of the currency in USD where the source quotes it so. */
const RATES = [
  { base: 'USD', quote: 'EUR', rate: '0.87827' },
  { base: 'GBP', quote: 'USD', rate: '1.26934' },
  { base: 'USD', quote: 'JPY', rate: '107.75' },
];
/** At that day a source said so, times this. */
export const rates = (factor: number) =>
  RATES.map((each) => ({
    ...each,
    rate: (Number(each.rate) * factor).toFixed(5),
    rate_on: '2019-06-30',
    source: 'ECB',
  }));
