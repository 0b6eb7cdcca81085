import { describeAgreement } from './oracle-agreement.js';
describeAgreement({
  first: Number(process.env['SEED'] ?? 1),
  count: Number(process.env['WORLDS'] ?? 100),
  size: 'small',
  reachesAll: false,
});
