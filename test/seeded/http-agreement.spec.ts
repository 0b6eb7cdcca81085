import { afterAll, describe, expect, it } from '@jest/globals';
import { generateWorld } from '../../demo/world/index.js';
import { seedsOrElse } from '../seeds.js';
import { Seatbacks } from '../seatback.js';
import { byFolder, byPulling } from '../calculation/ways-in.js';

const seatbacks = new Seatbacks();
afterAll(() => seatbacks.end());

describe('pulled over HTTP, and imported as a folder of the same world', () => {
  it.each(seedsOrElse(1).all)('gives the same determinations, earnings, counts and digest, seed %i', async (seed) => {
    const world = generateWorld({ seed });
    const pulled = await byPulling(seatbacks, world, { center: { throttle: { everyNth: 400, retryAfterS: 0 } } });
    expect(pulled.determinations.split('\n').length).toBeGreaterThan(50);
    expect(pulled).toEqual(await byFolder(seatbacks, world));
  });
});
