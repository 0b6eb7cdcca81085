import { request } from 'node:http';
import { parse, type HTMLElement } from 'node-html-parser';

export interface SeenPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly html: string;
  readonly root: HTMLElement;
  /** Its text as a reader sees it, blanks joined. */
  readonly text: string;
}

/** What a browser without JavaScript does: it keeps cookies, follows links, and sends the forms that it was given. */
export class PayeeBrowser {
  readonly #port: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #cookies = new Map<string, string>();
  readonly bodies: string[] = [];

  constructor(address: string, headers: Readonly<Record<string, string>> = {}) {
    this.#port = new URL(address).port;
    this.#headers = headers;
  }

  get cookies(): readonly string[] {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`);
  }

  forgetCookies(): void {
    this.#cookies.clear();
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<SeenPage> {
    return this.#send('GET', path, undefined, headers);
  }

  /** Of the fields that the form on the page has, with what is typed into them. */
  submit(
    { root }: SeenPage,
    typed: Readonly<Record<string, string>>,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<SeenPage> {
    const form = root.querySelector('form');
    if (form === null) throw new Error('There is no form on the page.');
    const fields = new URLSearchParams();
    for (const input of form.querySelectorAll('input')) {
      const isChosen = input.getAttribute('type') !== 'radio' || input.hasAttribute('checked');
      if (isChosen) fields.set(input.getAttribute('name') ?? '', input.getAttribute('value') ?? '');
    }
    for (const select of form.querySelectorAll('select'))
      fields.set(
        select.getAttribute('name') ?? '',
        select.querySelector('option[selected]')?.getAttribute('value') ?? '',
      );
    for (const [name, value] of Object.entries(typed)) fields.set(name, value);
    return this.post(form.getAttribute('action') ?? '', fields.toString(), headers);
  }

  post(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<SeenPage> {
    return this.#send('POST', path, body, {
      'content-type': 'application/x-www-form-urlencoded',
      // As browsers say it beside our referrer policy.
      origin: 'null',
      'sec-fetch-site': 'same-origin',
      ...headers,
    });
  }

  /** Where a page leads at once. */
  follow({ headers, root }: SeenPage): Promise<SeenPage> {
    const refresh = root.querySelector('meta[http-equiv="refresh"]')?.getAttribute('content');
    const place = headers['location'] ?? refresh?.replace(/^0; url=/, '');
    if (typeof place !== 'string') throw new Error('The page leads nowhere.');
    return this.get(place);
  }

  async #send(
    method: string,
    path: string,
    body: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<SeenPage> {
    const all = {
      ...(this.#cookies.size > 0 ? { cookie: this.cookies.join('; ') } : {}),
      ...(body === undefined || 'transfer-encoding' in headers
        ? {}
        : { 'content-length': String(Buffer.byteLength(body)) }),
      ...this.#headers,
      ...headers,
    };
    // An empty one is one that is not sent.
    const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
    const answer = await new Promise<Pick<SeenPage, 'status' | 'headers' | 'html'>>((resolve, reject) => {
      const asking = request({ host: '127.0.0.1', port: this.#port, method, path, headers: sent }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          const html = Buffer.concat(parts).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, html });
        });
      });
      asking.once('error', reject);
      asking.end(body);
    });
    for (const cookie of [answer.headers['set-cookie'] ?? []].flat()) {
      const [pair = ''] = cookie.split(';');
      const [name = '', value = ''] = pair.split('=');
      this.#cookies.set(name, value);
    }
    this.bodies.push(JSON.stringify(answer.headers), answer.html);
    const root = parse(answer.html);
    const text = (root.querySelector('body')?.text ?? '').replaceAll(/\s+/g, ' ').trim();
    return { ...answer, root, text };
  }
}

/** What is wrong with the markup of a page, for those who do not see it; empty where nothing is. */
export function markupFaults({ root }: SeenPage): string[] {
  const faults: string[] = [];
  const ids = root.querySelectorAll('[id]').map((each) => each.getAttribute('id') ?? '');
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`id ${id} twice`);
  const expectId = (id: string, what: string) => {
    if (!ids.includes(id)) faults.push(`${what} names ${id}, which is not there`);
  };
  for (const name of ['aria-describedby', 'aria-labelledby'])
    for (const each of root.querySelectorAll(`[${name}]`))
      for (const id of (each.getAttribute(name) ?? '').split(' ')) expectId(id, name);
  for (const label of root.querySelectorAll('label')) expectId(label.getAttribute('for') ?? '', 'label');
  for (const link of root.querySelectorAll('a[href^="#"]'))
    expectId((link.getAttribute('href') ?? '').slice(1), `link "${link.text}"`);
  const labelled = new Set(root.querySelectorAll('label').map((label) => label.getAttribute('for')));
  for (const field of root.querySelectorAll('input, select, textarea')) {
    const id = field.getAttribute('id');
    if (field.getAttribute('type') !== 'hidden' && (id === undefined || !labelled.has(id)))
      faults.push(`${field.getAttribute('name') ?? 'a field'} has no label`);
    const isInvalid = field.getAttribute('aria-invalid') === 'true';
    if (isInvalid && !(field.getAttribute('aria-describedby') ?? '').includes(`${id ?? ''}-error`))
      faults.push(`${id ?? 'a field'} does not say what is wrong`);
  }
  if (root.querySelectorAll('h1').length !== 1) faults.push('not one h1');
  if (root.querySelector('title')?.text.trim() === '') faults.push('no title');
  if (root.querySelector('html')?.getAttribute('lang') === undefined) faults.push('no language');
  for (const button of root.querySelectorAll('button'))
    if (button.text.trim() === '') faults.push('a button without words');
  if (root.querySelectorAll('script, style, [style], [onclick], [onload]').length > 0)
    faults.push('inline style or script');
  return faults;
}
