import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { OpenDecisions } from '../../src/calculation/index.js';
import { RecordDecision } from '../../src/ingest/index.js';
import { customerId } from '../builders/import-folder.js';
import { ProgrammeVoice } from '../programmes/programme-voice.js';
import { ProgrammeWorld } from '../programmes/programme-world.js';
import { CLOUD_OPEN, dealtRegistrations, earnedBy, type DealtPartner } from '../programmes/registration-season.js';

/** The programme of a registration alone, told in Swedish. */

const world = new ProgrammeWorld(CLOUD_OPEN, '2016-01-31T09:00:00Z');
let voice: ProgrammeVoice;
beforeAll(async () => {
  await world.start('EUR', { PORT: '0' });
  voice = await ProgrammeVoice.open(world);
});
beforeEach(() => world.begin());
afterAll(async () => {
  await voice.close();
  await world.end();
});

/** A person finds, customer by customer, that the name that registered is the same company's. */
async function decided({ partner, customers }: DealtPartner): Promise<void> {
  for (const { customer } of customers) {
    const pair = await world.app.get(OpenDecisions).expectDecidable({
      campaignId: CLOUD_OPEN,
      customer: customerId(customer),
      partnerId: partner,
      rule: 'registration',
      countedAs: 'met',
    });
    await world.app.get(RecordDecision).execute(pair, { actor: 'dana', reason: 'Invoice 4711 is of the same company' });
  }
}

describe.each([1, 2])('a season of registrations, drawn by %d', (seed) => {
  it('is registered, sold, calculated and paid by wire, and told in Swedish', async () => {
    const { files, partners } = dealtRegistrations(seed);
    expect(await world.imported(files)).toEqual({ quarantined: 0 });
    // To see what is open there has to be a run.
    const before = await world.calculated();
    const undecided = partners.filter(({ fate }) => fate?.registration?.['company_name'] !== undefined);
    for (const { partner, customers } of undecided)
      expect(await world.outcomes(before, partner)).toEqual(
        Object.fromEntries(customers.map(({ customer }) => [customer, 'undecided registration customers-needed 0'])),
      );
    for (const partner of partners.filter(({ fate }) => fate?.isDecided === true)) await decided(partner);

    await world.posted();
    expect(await world.wired()).toEqual(
      partners
        .map((partner) => `${partner.partner} ${earnedBy(partner)} EUR`)
        .filter((wire) => !wire.includes(' 0.00 '))
        .toSorted(),
    );

    for (const { partner, fate, customers } of partners) {
      const page = await voice.page(partner);
      expect([partner, page.language]).toEqual([partner, 'sv']);
      // What holds for the partner is said of each customer alike.
      const told = customers.filter(({ says }, place) => place === 0 || says !== undefined);
      for (const { customer, says = fate?.says } of told) {
        const { language, text } = await voice.page(partner, `/customers/${customerId(customer)}`);
        expect([partner, language]).toEqual([partner, 'sv']);
        if (says !== undefined) expect([fate?.name, text]).toEqual([fate?.name, expect.stringContaining(says)]);
      }
      const statement = await voice.statement(partner);
      expect([statement.language, statement.text]).toEqual(['sv', expect.stringContaining('Avräkning')]);
      const mails = await voice.mails(partner);
      const isPaid = fate === undefined || fate.isDecided === true;
      expect(mails.map(({ language, subject }) => [language, subject.split(':')[0]])).toEqual(
        isPaid ? [['sv', 'En möjlig betalning']] : [],
      );
    }
  });
});
