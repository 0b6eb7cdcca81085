import { describeAgreement } from '../agreement/oracle-agreement.js';

// The short form; `npm run test:worlds` compares 10,000.
describeAgreement({ first: 1, count: 8, size: 'small', reachesAll: false });
