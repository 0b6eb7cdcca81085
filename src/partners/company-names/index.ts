export { compareNames, type NameComparison, type NameDifference, type NameOutcome } from './compare-names.js';
