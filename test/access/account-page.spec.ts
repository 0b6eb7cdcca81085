import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'node-html-parser';
import { AccessWorld, formTokenOf } from './access-world.js';
import type { Browser } from './browser.js';

let world: AccessWorld;
let pat: Browser;
beforeAll(async () => {
  world = await AccessWorld.start();
  pat = await world.signIn('pat');
}, 300_000);
afterAll(() => world.end());

const HEADINGS = {
  en: ['What you may do', 'Tokens for the command line'],
  de: ['Was Sie dürfen', 'Zugangscodes für die Befehlszeile'],
  sv: ['Vad du får göra', 'Åtkomstkoder för kommandoraden'],
} as const;

async function seen(path: string, accepted?: string): Promise<ReturnType<typeof parse>> {
  const headers: Record<string, string> = accepted === undefined ? {} : { 'accept-language': accepted };
  return parse(await (await pat.get(world.address(path), headers)).text());
}

const headingsOf = (page: ReturnType<typeof parse>) => page.querySelectorAll('main h2').map(({ text }) => text);

describe('the account page', () => {
  it.each([
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['sv-SE', 'sv'],
    ['fr-FR, en;q=0.5', 'en'],
    ['ja', 'en'],
  ] as const)('to a browser that prefers %s speaks %s', async (accepted, language) => {
    const page = await seen('/account', accepted);
    expect(page.querySelector('html')?.getAttribute('lang')).toBe(language);
    expect(headingsOf(page)).toEqual(HEADINGS[language]);
  });

  it('keeps the language that was chosen, also where a token is taken and ended', async () => {
    const page = await seen('/account?lang=sv', 'de');
    expect(headingsOf(page)).toEqual(HEADINGS.sv);
    const formToken = formTokenOf(page.outerHTML);
    const taken = parse(await (await pat.post(world.address('/account/tokens?lang=sv'), { formToken })).text());
    expect(taken.querySelector('aside')?.text).toContain('Den visas bara en gång.');
    expect(taken.querySelector('aside')?.text).toMatch(/SEATBACK_TOKEN=sbc_[\w-]{43}/);
    const end = taken.querySelector('form[action="/account/tokens/end?lang=sv"] input[name=commandToken]');
    const ended = await pat.post(world.address('/account/tokens/end?lang=sv'), {
      formToken,
      commandToken: end?.getAttribute('value') ?? '',
    });
    expect(ended.headers.get('location')).toBe('/account?lang=sv');
    expect((await seen('/account?lang=de')).text).toContain('Keiner ist gültig.');
    expect((await pat.get(world.address('/account?lang=tlh'))).status).toBe(400);
  });

  it('says good-bye in the language of the browser', async () => {
    expect((await seen('/signed-out', 'sv')).text).toContain('Du är utloggad');
    expect((await seen('/signed-out', 'en')).text).toContain('You are signed out');
  });
});
