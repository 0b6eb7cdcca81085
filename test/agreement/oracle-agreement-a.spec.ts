import { describeAgreement } from './oracle-agreement.js';

// In two files, so that two workers share the 200 folders.
describeAgreement({ first: 1, count: 100, size: 'full', reachesAll: false });
