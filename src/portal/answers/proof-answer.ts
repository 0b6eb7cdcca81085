import { proofSchema } from '../../calculation/index.js';
import { named } from './values.js';

export const proofAnswer = named('Proof', proofSchema);
