import { describeAgreement } from './oracle-agreement.js';

describeAgreement({ first: 101, count: 100, size: 'full', reachesAll: false });
