import type { StoryScript } from '../script.js';
import { BILLING_STORIES } from './billing-stories.js';
import { NEWNESS_STORIES } from './newness-stories.js';
import { PARTNER_STORIES } from './partner-stories.js';
import { PAYOUT_STORIES } from './payout-stories.js';
import { SEAT_STORIES } from './seat-stories.js';

export { HARBOURLINE, PARTNERS_IN_GOOD_STANDING } from './good-standing.js';

export const STORY_SCRIPTS: readonly StoryScript[] = [
  ...SEAT_STORIES,
  ...BILLING_STORIES,
  ...NEWNESS_STORIES,
  ...PARTNER_STORIES,
  ...PAYOUT_STORIES,
];
