import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { PayoutWorld } from '../builders/payout-world.js';
import { Seatbacks } from '../seatback.js';
import { PayoutStory, type StoryFigures } from './payout-story.js';

/** Stories from a seed on; says seed, count and figures. */
export function tellStories(stories: number): void {
  const seatbacks = new Seatbacks();
  const seed = Number(process.env['SEED'] ?? 1);
  const count = Number(process.env['STORIES'] ?? stories);
  // On a machine that is shared a story may take half a minute.
  jest.setTimeout(Math.max(300_000, count * 60_000));
  let world: PayoutWorld;
  beforeAll(async () => {
    world = await PayoutWorld.start(seatbacks);
  });
  afterAll(() => seatbacks.end());

  it(`pays nothing twice and loses nothing, in ${String(count)} stories from seed ${String(seed)} on`, async () => {
    const figures: StoryFigures = {
      steps: 0,
      payments: 0,
      reports: 0,
      repeats: 0,
      crashes: 0,
      decisions: 0,
      lies: 0,
      exchanged: 0,
      adjustments: 0,
      restatements: 0,
      notices: 0,
      forfeited: 0,
    };
    for (let story = 0; story < count; story += 1) await PayoutStory.tell(world, seed + story, figures);
    console.info(
      `${String(count)} stories from seed ${String(seed)} on: ${Object.entries(figures)
        .map(([name, value]) => `${String(value)} ${name}`)
        .join(', ')}.`,
    );
    expect(figures.payments).toBeGreaterThanOrEqual(count);
    expect(figures.reports).toBeGreaterThan(count);
    if (count >= 100) for (const value of Object.values(figures)) expect(value).toBeGreaterThan(0);
  });
}
