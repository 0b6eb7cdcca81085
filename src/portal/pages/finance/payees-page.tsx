import type { PayeesAnswer } from '../../answers/payee-answers.js';
import { renderPage } from '../layout.js';
import { At, Section, Table } from '../parts.js';
import { PAYEES_PATH, payeeHref } from './finance-paths.js';
import { nameWords, SOURCES } from './payee-words.js';

/** Bank details of all partners that wait for a second person. */
export function payeesPage({ waiting, nextCursor }: PayeesAnswer): string {
  return renderPage({
    title: 'Payees',
    crumbs: [{ label: 'Campaigns', href: '/' }],
    api: `/api/v1${PAYEES_PATH}`,
    children: (
      <>
        <div class="head">
          <h1>Payees</h1>
          <p class="under">
            Bank details that count when a second person has looked at them. Until then nothing is paid to the partner,
            neither to these nor to those before.
          </p>
        </div>
        <Section
          id="waiting"
          title="Details that wait"
          lead={waiting.length === 0 ? 'None waits for a decision.' : 'The oldest first.'}
        >
          {waiting.length > 0 && (
            <Table
              caption="Bank details that wait for a second person, the oldest first"
              keyOf={({ details }) => details}
              rows={waiting}
              columns={[
                {
                  head: 'Partner',
                  isName: true,
                  cell: ({ partnerId, legalName }) => (
                    <>
                      <a href={payeeHref(partnerId)}>{legalName ?? partnerId}</a> <span class="note">{partnerId}</span>
                    </>
                  ),
                },
                { head: 'Details', isNumber: true, cell: ({ details }) => details },
                { head: 'Account', cell: ({ account, bankCountry }) => `${account} ${bankCountry ?? ''}`.trim() },
                { head: 'Name', cell: ({ name }) => nameWords(name) },
                {
                  head: 'Entered',
                  cell: ({ enteredBy, enteredAt, source }) => (
                    <>
                      <At instant={enteredAt} zone="UTC" /> by {enteredBy}, {SOURCES[source]}
                    </>
                  ),
                },
              ]}
            />
          )}
          {nextCursor !== null && (
            <p>
              <a href={`${PAYEES_PATH}?cursor=${encodeURIComponent(nextCursor)}`}>Further details</a>
            </p>
          )}
        </Section>
      </>
    ),
  });
}
