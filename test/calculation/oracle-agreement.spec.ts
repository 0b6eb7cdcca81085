import { describeAgreement } from '../agreement/oracle-agreement.js';

// The short form; `npm run test:oracle` compares 200 folders of this size.
describeAgreement({ first: 1, count: 3, size: 'full', reachesAll: false });
