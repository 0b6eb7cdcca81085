const MOST_HOPS = 10;

/** As much of a browser as signing in takes: it keeps cookies, follows redirections and sends forms. */
export class Browser {
  /** By host: a browser makes no difference between ports. */
  readonly #cookies = new Map<string, Map<string, string>>();

  async get(address: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#ask(address, { headers: { 'sec-fetch-site': 'none', ...headers } });
  }

  /** As a form of a page of that address sends it. */
  async post(
    address: string,
    form: Readonly<Record<string, string>> = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    return this.#ask(address, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { origin: 'null', 'sec-fetch-site': 'same-origin', ...headers },
    });
  }

  /** As a form with a file sends it: its fields, and then the file. */
  async upload(
    address: string,
    form: Readonly<Record<string, string>>,
    file: { readonly name: string; readonly bytes: Uint8Array; readonly type?: string } | undefined,
  ): Promise<Response> {
    const body = new FormData();
    for (const [name, value] of Object.entries(form)) body.append(name, value);
    if (file !== undefined)
      body.append('file', new Blob([new Uint8Array(file.bytes)], { type: file.type ?? '' }), file.name);
    return this.#ask(address, { method: 'POST', body, headers: { origin: 'null', 'sec-fetch-site': 'same-origin' } });
  }

  /** Goes on until a page is answered. @returns the page, and its address */
  async follow(response: Response, from: string): Promise<{ readonly response: Response; readonly address: string }> {
    let address = from;
    let answered = response;
    for (let hop = 0; hop < MOST_HOPS; hop += 1) {
      const location = answered.headers.get('location');
      if (location === null) return { response: answered, address };
      await answered.body?.cancel();
      address = new URL(location, address).href;
      answered = await this.get(address, { 'sec-fetch-site': 'cross-site' });
    }
    throw new Error(`Led on and on, last to ${address}`);
  }

  /** Goes on until it is led to an address that is looked for, and does not go there. */
  async followUntil(response: Response, from: string, isLookedFor: (address: string) => boolean): Promise<string> {
    let address = from;
    let answered = response;
    for (let hop = 0; hop < MOST_HOPS; hop += 1) {
      const location = answered.headers.get('location');
      if (location === null)
        throw new Error(`Led nowhere by ${address}: ${String(answered.status)} ${await answered.text()}`);
      address = new URL(location, address).href;
      if (isLookedFor(address)) return address;
      answered = await this.get(address, { 'sec-fetch-site': 'cross-site' });
    }
    throw new Error(`Led on and on, last to ${address}`);
  }

  cookie(address: string, name: string): string | undefined {
    return this.#cookies.get(new URL(address).hostname)?.get(name);
  }

  setCookie(address: string, name: string, value: string): void {
    const { hostname } = new URL(address);
    const kept = this.#cookies.get(hostname) ?? new Map<string, string>();
    this.#cookies.set(hostname, kept);
    if (value === '') kept.delete(name);
    else kept.set(name, value);
  }

  async #ask(address: string, init: RequestInit): Promise<Response> {
    const kept = this.#cookies.get(new URL(address).hostname) ?? new Map<string, string>();
    const cookie = [...kept].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, {
      ...init,
      redirect: 'manual',
      headers: { ...(init.headers as Record<string, string>), ...(cookie === '' ? {} : { cookie }) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', ...value] = pair.split('=');
      this.setCookie(address, name, /max-age=0|expires=thu, 01 jan 1970/i.test(line) ? '' : value.join('='));
    }
    return response;
  }
}
