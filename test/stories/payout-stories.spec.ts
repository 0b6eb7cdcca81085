import { tellStories } from './tell-stories.js';

/** The long form: `STORIES=1000 SEED=1 npm run test:payout-stories`. */
tellStories(1_000);
