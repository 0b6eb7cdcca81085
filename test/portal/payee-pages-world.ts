import { startServer, type RunningServer } from '../../src/server.js';
import { ibanOf, ImportFiles } from '../builders/import-folder.js';
import { CAMPAIGN, PayeesWorld, TERMS } from '../payout/payees-world.js';
import { PayeeBrowser, type SeenPage } from './payee-browser.js';

export const PAYEE_HOST = 'details.example.com';
export const MAIL_ADDRESS = 'rebates@example.com';
export const IBAN = ibanOf(1001);

/** A partner that is asked for its bank details, and the server on whose page it gives them. */
export class PayeePagesWorld {
  readonly payees = new PayeesWorld();
  #server: RunningServer | undefined;

  get server(): RunningServer {
    if (this.#server === undefined) throw new Error('The world was not started.');
    return this.#server;
  }

  async start(variables: NodeJS.ProcessEnv = {}): Promise<void> {
    await this.payees.start({
      PORT: '0',
      SEATBACK_PAYEE_HOST: PAYEE_HOST,
      SEATBACK_SMTP_URL: 'smtp://127.0.0.1:2525',
      SEATBACK_MAIL_FROM: `Rebates <${MAIL_ADDRESS}>`,
      ...variables,
    });
    const { database, clock } = this.payees.seatback;
    this.#server = await startServer({ environment: database.environment, clock });
  }

  async end(): Promise<void> {
    await this.#server?.close();
    await this.payees.end();
  }

  /** Something is to be paid to the partner, which has no account. */
  async posted(
    profile: Readonly<Record<string, string>> = {},
    personal: 'rejects the claims' | 'is asked again' = 'is asked again',
  ): Promise<void> {
    await this.payees.posted(new ImportFiles().partner('1001', { account: null, profile }).sale(1), {
      ...TERMS,
      'bank details': { days: 5, notices: 3, 'personal account': personal },
    });
  }

  async invited(): Promise<string> {
    const { token } = await this.payees.invite.execute('1001', CAMPAIGN, 'dana');
    return token;
  }

  browser(headers: Readonly<Record<string, string>> = {}): PayeeBrowser {
    return new PayeeBrowser(this.server.address, headers);
  }

  /** Opens the link and goes on to the form. */
  async opened(browser: PayeeBrowser, token: string): Promise<SeenPage> {
    return browser.follow(await browser.get(`/payee/${token}`));
  }

  entered(): Promise<{ name: string; source: string; by: string }[]> {
    return this.payees.query(
      'SELECT account_name AS name, source, entered_by AS by FROM bank_details ORDER BY bank_details',
    );
  }
}

/** What partner 1001 types, where nothing is wrong. */
export const TYPED = {
  accountKind: 'business',
  accountName: 'Partner 1001 Ltd',
  bankCountry: 'GB',
  currency: 'GBP',
  iban: IBAN,
  accountNumber: '',
  bic: 'BUKBGB22',
  clearingMemberId: '',
  givenBy: 'Pat Smith',
  contact: 'head of accounts',
};
