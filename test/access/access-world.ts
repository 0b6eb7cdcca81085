import { startProvider, type DemoProvider } from '../../demo/sign-in/provider.js';
import { DEMO_USERS, user, type DemoUser } from '../../demo/sign-in/users.js';
import { AccessGrants, type Right } from '../../src/access/index.js';
import type { ServerOptions } from '../../src/server.js';
import { PortalWorld } from '../portal/portal-world.js';
import { Browser } from './browser.js';

export const PEOPLE: readonly DemoUser[] = [
  ...DEMO_USERS,
  user('nils', 'Nils Nobody', 'harbour.example', []),
  user('pia', 'Pia of a partner', 'partner.example', ['partner-administrator']),
  user('quinn', 'Quinn of no partner', 'partner.example', ['partner-viewer']),
];

/** The program with a provider on loopback, where people of each role sign in. */
export class AccessWorld {
  readonly portal: PortalWorld;
  readonly provider: DemoProvider;

  private constructor(portal: PortalWorld, provider: DemoProvider) {
    this.portal = portal;
    this.provider = provider;
  }

  static async start(variables: NodeJS.ProcessEnv = {}, logTo?: ServerOptions['logTo']): Promise<AccessWorld> {
    const provider = await startProvider(PEOPLE);
    const set = {
      SEATBACK_OIDC_ISSUER: provider.issuer,
      SEATBACK_OIDC_CLIENT_ID: provider.clientId,
      SEATBACK_OIDC_CLIENT_SECRET: provider.clientSecret,
      SEATBACK_REQUESTS_PER_MINUTE: '100000',
      ...variables,
    };
    const portal = await PortalWorld.start(set, undefined, logTo);
    return new AccessWorld(portal, provider);
  }

  async end(): Promise<void> {
    await this.portal.end();
    await this.provider.close();
  }

  address(path: string): string {
    return `${this.portal.server.address}${path}`;
  }

  /** From the page that was asked for, by the provider, to the page again. */
  async signIn(userId: string, browser = new Browser(), path = '/account'): Promise<Browser> {
    const asked = this.address(`/sign-in?next=${encodeURIComponent(path)}`);
    const choice = await browser.follow(await browser.get(asked), asked);
    const chosen = await browser.post(choice.address, { user: userId });
    const { response } = await browser.follow(chosen, choice.address);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${userId} did not come in: ${String(response.status)} ${text}`);
    return browser;
  }

  async grant(actor: string, right: Right): Promise<void> {
    await this.#decide(actor, right, 'grant');
  }

  async withdraw(actor: string, right: Right): Promise<void> {
    await this.#decide(actor, right, 'withdraw');
  }

  async #decide(actor: string, right: Right, act: 'grant' | 'withdraw'): Promise<void> {
    const grants = this.portal.server.app.get(AccessGrants);
    const found = (await grants.list()).find((each) => each.actor === actor);
    if (found === undefined) throw new Error(`${actor} has not signed in`);
    await grants[act](found.person, right, { actor: 'operator', reason: 'Named by the head of finance' });
  }
}

/** What a form of the page brings along, so that it is known as one of ours. */
export function formTokenOf(page: string): string {
  const token = /name="formToken" value="([\w-]+)"/.exec(page)?.[1];
  if (token === undefined) throw new Error('The page has no form');
  return token;
}
