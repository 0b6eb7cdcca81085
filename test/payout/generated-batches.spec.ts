import { generateBatches } from '../batches/generated-batches.js';

generateBatches(40);
