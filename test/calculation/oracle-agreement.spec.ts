import { describeAgreement } from '../agreement/oracle-agreement.js';

// The short form; `npm run test:oracle` compares 200 folders.
describeAgreement({ first: 1, count: 60, size: "full", reachesAll: false });
