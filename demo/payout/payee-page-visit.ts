import type { GivenBankDetails } from '../../src/payout/index.js';

export interface PayeePageVisit {
  /** Of the bank details, as the receipt has it. */
  readonly reference: number;
  /** Its last four, as the page shows it. */
  readonly account: string;
  /** What the page says of the name of the account, in its own words. */
  readonly nameSays: string;
}

/** A person of the partner with a browser: opens the link of a mail, fills the form in, looks at it, and confirms. */
export async function visitPayeePage(
  address: string,
  token: string,
  { details, person }: { readonly details: GivenBankDetails; readonly person: string },
): Promise<PayeePageVisit> {
  const opening = await fetch(`${address}/payee/${token}?language=en`);
  const [cookie = ''] = opening.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
  const get = async (path: string) => textOf(await fetch(`${address}${path}`, { headers: { cookie } }));
  const post = (path: string, fields: Readonly<Record<string, string | undefined>>) =>
    fetch(`${address}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams(
        Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      ),
    });

  const form = hidden(await get('/payee/details'), 'form');
  const review = await textOf(
    await post('/payee/details', {
      form,
      accountKind: details.accountKind,
      accountName: details.accountName,
      bankCountry: details.bankCountry,
      currency: details.currency,
      iban: details.iban,
      accountNumber: details.accountNumber,
      bic: details.bic,
      clearingMemberId: details.clearingMemberId,
      givenBy: person,
      contact: 'accounts',
    }),
  );
  await post('/payee/confirm', { form, draft: hidden(review, 'draft'), act: 'confirm' });
  const receipt = await get('/payee/received');
  return {
    reference: Number(found(receipt, /<dt>Reference<\/dt><dd>(\d+)<\/dd>/)),
    account: found(review, /<strong>(\*{4}[0-9A-Z]*)<\/strong>/),
    nameSays: found(review, /<aside[^>]*><p><strong>([^<]*)<\/strong>/),
  };
}

async function textOf(response: Response): Promise<string> {
  const text = await response.text();
  if (response.ok) return text;
  throw new Error(`The page answered ${String(response.status)}: ${found(text, /<h1>([^<]*)<\/h1>/)}`);
}

function hidden(html: string, name: string): string {
  return found(html, new RegExp(`<input type="hidden" name="${name}" value="([^"]*)"`));
}

function found(html: string, pattern: RegExp): string {
  const [, part] = pattern.exec(html) ?? [];
  if (part === undefined) throw new Error(`The page has nothing like ${String(pattern)}.`);
  return part;
}
