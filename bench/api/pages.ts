import type { LoadRequest } from './load-library.ts';
import { CAMPAIGN, type Sample, type SampledPair } from './sample.ts';

/** A page that people ask for most, as one kind of them sees it. */
export interface AskedPage {
  readonly name: string;
  readonly requests: readonly LoadRequest[];
}

export interface Cookies {
  readonly finance: string;
  /** In the order of the partners of the sample. */
  readonly ofPartner: ReadonlyMap<string, string>;
}

/** The four pages of the goal, each for many ids; the search by the name of a customer, its id and a partner's. */
export function askedPages({ pairs, ofPartners }: Sample, cookies: Cookies): AskedPage[] {
  const asFinance = (path: (pair: SampledPair) => string) => pairs.map((pair) => asked(path(pair), cookies.finance));
  const asPartner = (path: (pair: SampledPair) => string) =>
    ofPartners.map((pair) => asked(path(pair), cookies.ofPartner.get(pair.partnerId) ?? ''));
  const report = ({ partnerId }: SampledPair) => `/partners/${partnerId}/campaigns/${CAMPAIGN}`;
  const customer = ({ customerId }: SampledPair) => `/campaigns/${CAMPAIGN}/customers/${customerId}`;
  const ownCustomer = ({ partnerId, customerId }: SampledPair) =>
    `/partners/${partnerId}/campaigns/${CAMPAIGN}/customers/${customerId}`;
  return [
    { name: 'accrual report, finance', requests: asFinance(report) },
    { name: 'accrual report, partner', requests: asPartner(report) },
    { name: 'overview, finance', requests: [asked(`/campaigns/${CAMPAIGN}`, cookies.finance)] },
    { name: 'customer page, finance', requests: asFinance(customer) },
    { name: 'customer page, partner', requests: asPartner(customer) },
    { name: 'own customer page, partner', requests: asPartner(ownCustomer) },
    {
      name: 'search, finance',
      requests: pairs.map(({ customerId, partnerId }, place) =>
        asked(
          `/search?q=${[customerId, partnerId, `Customer ${String(place + 1)}`].map(encodeURIComponent)[place % 3] ?? ''}`,
          cookies.finance,
        ),
      ),
    },
    { name: 'search, partner', requests: asPartner(({ customerId }) => `/search?q=${customerId}`) },
  ];
}

/** Of each page as many, one after the other: hardly one is asked for twice. */
export function mixOf(pages: readonly AskedPage[], count: number): LoadRequest[] {
  return Array.from({ length: count }, (_, place) => {
    const { requests } = pages[place % pages.length] ?? { requests: [] };
    const request = requests[Math.floor(place / pages.length) % requests.length];
    if (request === undefined) throw new Error('Each page has a request.');
    return request;
  });
}

/**
 * What so many people go back to, one after the other: each has some pages of the mix, and asks for them again and again. The
 * requests of a person follow each other, so that a connection can be given those of one.
 */
export function rounds(
  mix: readonly LoadRequest[],
  people: { readonly count: number; readonly pages: number },
): LoadRequest[] {
  return mix.slice(0, people.count * people.pages);
}

function asked(path: string, session: string): LoadRequest {
  // Named, because what asks for a page beforehand would else name another than what measures: a page of another address.
  return { method: 'GET', path, headers: { cookie: `seatback-session=${session}`, 'accept-language': 'en' } };
}

/** Whether there is such a page by now. @throws Error where it is answered otherwise than with a page */
export async function isThere(url: string, { name, requests }: AskedPage): Promise<boolean> {
  const [request] = requests;
  if (request === undefined) throw new Error(`${name}: nothing to ask for`);
  const answer = await fetch(`${url}${request.path}`, { headers: request.headers, redirect: 'manual' });
  const body = await answer.text();
  if (answer.status === 200) return true;
  if (answer.status === 404 && /route unknown/i.test(body)) return false;
  throw new Error(`${name}: ${request.path} is answered with ${String(answer.status)}: ${body.slice(0, 2000)}`);
}
