import { describe, expect, it } from '@jest/globals';
import { instant, MovableClock, plusMillis } from '../../../kernel/index.js';
import { TryLimit } from './try-limit.js';

const NOW = instant('2019-08-05T09:00:00Z');

function limited(mostOfOne = 2, mostOfAll = 5): { clock: MovableClock; limit: TryLimit } {
  const clock = new MovableClock(NOW);
  return { clock, limit: new TryLimit({ mostOfOne, mostOfAll, windowMs: 60_000 }, clock) };
}

describe('a limit of tries', () => {
  it('is of each address, from its first try until the window is over', () => {
    const { clock, limit } = limited();
    limit.count('192.0.2.1');
    expect(limit.waitS('192.0.2.1')).toBeUndefined();
    clock.moveTo(plusMillis(NOW, 59_000));
    limit.count('192.0.2.1');
    expect(limit.waitS('192.0.2.1')).toBe(1);
    expect(limit.waitS('192.0.2.2')).toBeUndefined();
    clock.moveTo(plusMillis(NOW, 60_000));
    expect(limit.waitS('192.0.2.1')).toBeUndefined();
    limit.count('192.0.2.1');
    expect(limit.waitS('192.0.2.1')).toBeUndefined();
  });

  it('is of all addresses together', () => {
    const { clock, limit } = limited();
    for (const last of [1, 2, 3, 4, 5]) limit.count(`192.0.2.${String(last)}`);
    expect(limit.waitS('192.0.2.200')).toBe(60);
    clock.moveTo(plusMillis(NOW, 60_000));
    expect(limit.waitS('192.0.2.200')).toBeUndefined();
  });

  it.each([
    ['2001:db8:0:1::1', '2001:0DB8::1:ffff:0:0:2', true],
    ['2001:db8:0:1::1', '2001:db8:0:2::1', false],
    ['2001:db8::1', '2001:db8::2', true],
    ['::1', '::2', true],
    ['fe80::1%eth0', 'fe80::2', true],
    ['::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
  ])('counts %s and %s as one network: %s', (one, other, isOne) => {
    const { limit } = limited(1);
    limit.count(one);
    expect(limit.waitS(other) !== undefined).toBe(isOne);
  });

  it('holds for all when more addresses come than are remembered', () => {
    const { limit } = limited(1, 20_000);
    for (let next = 0; next < 20_000; next += 1)
      limit.count(`10.${String(next >> 16)}.${String((next >> 8) & 255)}.${String(next & 255)}`);
    expect(limit.waitS('203.0.113.1')).toBe(60);
  });
});
