import { expect, it } from '@jest/globals';
import { smallWorld } from './small-world.js';
import { Nights } from './nights.js';
it('x', async () => {
  for (const b of ['legacy', 'new-commerce'] as const) {
    const world = smallWorld(b);
    console.log(world.customers.map((c) => [c.name, c.appearsAt]), world.invoices.map((i) => [i.id, i.issuedAt, i.lines.length]));
    const nights = await Nights.of(world);
    for (let i = 0; i < 3; i++) {
      const t = Date.now();
      const n = await nights.live(undefined);
      console.log(Date.now() - t, n.calls, n.elapsedMs);
      if (i === 0) console.dir(n, { depth: 5 });
    }
    await nights.end();
  }
  expect(1).toBe(1);
});
