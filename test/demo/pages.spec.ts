import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { showPages, type ShownPages } from '../../demo/sign-in/show-pages.js';
import { DEMO_USERS } from '../../demo/sign-in/users.js';
import { Browser } from '../access/browser.js';
import { TestServer, type TestDatabase } from '../test-database.js';

const said: string[] = [];
const terminal = {
  say: (line = '') => void said.push(line),
  table: (_columns: readonly string[], rows: readonly (readonly (string | number)[])[]) =>
    void said.push(...rows.map((row) => row.join(' '))),
};

let testServer: TestServer;
let database: TestDatabase;
let pages: ShownPages;
let variables: NodeJS.ProcessEnv;
beforeAll(async () => {
  testServer = await TestServer.join();
  database = await testServer.newDatabase();
  variables = {
    DATABASE_URL: database.serviceUrl,
    SEATBACK_DATA: database.environment.dataFolder,
    NODE_ENV: 'development',
    PORT: '0',
  };
  pages = await showPages(terminal, variables, { endsOnSignal: false });
}, 300_000);
afterAll(async () => {
  await pages.close();
  await database.drop();
  await testServer.leave();
});

describe('the pages after the demo', () => {
  it('say who can sign in, and let each of them in with the role that was said', async () => {
    for (const { id, name, roles } of DEMO_USERS) {
      expect(said.join('\n')).toContain(`${name} ${roles.join(', ')}`);
      const browser = new Browser();
      const asked = `${pages.address}/account`;
      const choice = await browser.follow(await browser.get(asked), asked);
      expect(await choice.response.text()).toContain('asks for no password');
      const { response, address } = await browser.follow(
        await browser.post(choice.address, { user: id }),
        choice.address,
      );
      expect(address).toBe(asked);
      const page = await response.text();
      expect(page).toContain(`<h1>${name}</h1>`);
      for (const role of roles) expect(page).toContain(`<li><code>${role}</code>`);
    }
  });

  it('let nobody in whom the demo does not know', async () => {
    const browser = new Browser();
    const asked = `${pages.address}/account`;
    const { address } = await browser.follow(await browser.get(asked), asked);
    const { response } = await browser.follow(await browser.post(address, { user: 'mallory' }), address);
    expect(await response.text()).not.toContain('On record as');
  });

  it('are not shown in production: its settings refuse such a provider', async () => {
    const production = {
      ...variables,
      NODE_ENV: 'production',
      SEATBACK_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64'),
      SEATBACK_PUBLIC_URL: 'https://rebates.example',
    };
    await expect(showPages(terminal, production, { endsOnSignal: false })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      report: { expected: expect.stringContaining('SEATBACK_OIDC_ISSUER') },
    });
  });
});
