import { generateWorld } from '../../demo/world/index.js';
import { RunApproval, type Run } from '../../src/calculation/index.js';
import { AccessWorld, formTokenOf } from '../access/access-world.js';
import type { Browser } from '../access/browser.js';
import { CAMPAIGN_ID, CAMPAIGN_PAGE } from '../portal/portal-world.js';

/** A page with what its forms lead to. */
export interface Seen {
  readonly status: number;
  readonly location: string | null;
  readonly text: string;
}

/** What a program is answered. */
export interface Told {
  readonly status: number;
  readonly etag: string | null;
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

export const pageOfRun = ({ run }: Pick<Run, 'run'>) => `${CAMPAIGN_PAGE}/runs/${String(run)}`;

/** Finance at its pages: Dana makes, Robin checks, Vera looks, and each has a browser. */
export class FinanceWorld {
  readonly access: AccessWorld;
  readonly #browsers = new Map<string, Browser>();
  readonly #formTokens = new Map<string, string>();

  private constructor(access: AccessWorld) {
    this.access = access;
  }

  static async start(variables: NodeJS.ProcessEnv = {}): Promise<FinanceWorld> {
    const world = new FinanceWorld(await AccessWorld.start(variables));
    await world.access.portal.bring(generateWorld({ seed: 3 }));
    for (const id of ['dana', 'robin', 'vera']) await world.comeIn(id);
    return world;
  }

  async end(): Promise<void> {
    await this.access.end();
  }

  async comeIn(id: string): Promise<void> {
    const browser = await this.access.signIn(id);
    this.#browsers.set(id, browser);
    const account = await browser.get(this.access.address('/account'));
    this.#formTokens.set(id, formTokenOf(await account.text()));
  }

  browser(id: string): Browser {
    const browser = this.#browsers.get(id);
    if (browser === undefined) throw new Error(`${id} has not come in`);
    return browser;
  }

  async see(id: string, path: string): Promise<Seen> {
    return seen(await this.browser(id).get(this.access.address(path)));
  }

  /** Presses the button of a form of that address, as the page that the person sees offers it. */
  async press(id: string, page: string, action: string, fields: Readonly<Record<string, string>> = {}): Promise<Seen> {
    const { text } = await this.see(id, page);
    if (!text.includes(`action="${action}"`)) throw new Error(`${id} is not offered ${action} on ${page}`);
    return this.send(id, action, fields);
  }

  /** Sends what the page may not have offered, as a form of the person's session. */
  async send(
    id: string,
    action: string,
    fields: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Seen> {
    const form = { formToken: this.#formTokens.get(id) ?? '', ...fields };
    return seen(await this.browser(id).post(this.access.address(action), form, headers));
  }

  /** A token of the person, as the account page hands it out. */
  async token(id: string): Promise<string> {
    const { text } = await this.send(id, '/account/tokens');
    const token = /SEATBACK_TOKEN=(sbc_[\w-]+)/.exec(text)?.[1];
    if (token === undefined) throw new Error(`${id} was given no token`);
    return token;
  }

  /** As a program asks, with a token and no cookie. */
  async call(
    token: string,
    path: string,
    { key, body, headers = {} }: { key?: string; body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Told> {
    const isAct = key !== undefined || body !== undefined;
    const response = await fetch(this.access.address(path), {
      method: isAct ? 'POST' : 'GET',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
        ...headers,
      },
    });
    const text = await response.text();
    const json = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    return { status: response.status, etag: response.headers.get('etag'), text, json };
  }

  /** A run that nobody has submitted yet, whatever became of the one before; its terms are confirmed. */
  async freshRun(): Promise<Run> {
    const { portal } = this.access;
    const [open] = await portal.rows(
      `SELECT run FROM calculation_run WHERE campaign_id = $1 AND state IN ('submitted', 'approved')`,
      [CAMPAIGN_ID],
    );
    if (open !== undefined)
      await portal.server.app.get(RunApproval).reject(Number(open['run']), 'nobody', 'Another story begins here');
    const run = await portal.calculate();
    await portal.confirmTerms();
    return run;
  }

  async stateOf({ run }: Pick<Run, 'run'>): Promise<unknown> {
    const [row] = await this.access.portal.rows('SELECT state FROM calculation_run WHERE run = $1', [run]);
    return row?.['state'];
  }

  /** Who did what, by the audit log. */
  async acts(subject: string): Promise<readonly string[]> {
    const rows = await this.access.portal.rows('SELECT act, actor FROM audit_entry WHERE subject = $1 ORDER BY entry', [
      subject,
    ]);
    return rows.map(({ act, actor }) => `${String(act)} by ${String(actor)}`);
  }
}

async function seen(response: Response): Promise<Seen> {
  return { status: response.status, location: response.headers.get('location'), text: await response.text() };
}
