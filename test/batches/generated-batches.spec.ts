import { generateBatches } from './generated-batches.js';

/** The long form: `BATCHES=1000 SEED=1 npm run test:batches`. */
generateBatches(1_000);
