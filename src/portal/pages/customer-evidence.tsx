import type { JSX } from 'preact';
import { withCents } from '../../kernel/index.js';
import type { ExplanationAnswer } from '../answers/explanation-answer.js';
import { counted, grouped, money } from './format.js';
import { At, Day, Section, Table } from './parts.js';

interface EvidenceProps {
  readonly explanation: ExplanationAnswer;
  readonly timeZone: string;
}

/** The facts that the findings rest on. */
export function Evidence({ explanation, timeZone }: EvidenceProps): JSX.Element {
  return (
    <>
      <Readings explanation={explanation} timeZone={timeZone} />
      <Lines explanation={explanation} />
    </>
  );
}

function Readings({ explanation: { readAt, readings, refusals }, timeZone }: EvidenceProps): JSX.Element {
  return (
    <Section
      id="readings"
      title="Seats as they were read"
      lead={
        readAt === null ? (
          'The seats of the tenant were never read before the snapshot.'
        ) : (
          <>
            The last reading before the snapshot, of <At instant={readAt} zone={timeZone} />.
          </>
        )
      }
    >
      {readings.length > 0 && (
        <Table
          caption="Seats assigned by SKU"
          keyOf={({ sku }) => sku}
          rows={readings}
          columns={[
            {
              head: 'SKU',
              isName: true,
              cell: ({ sku, partNumber }) => (partNumber === null || partNumber === sku ? sku : partNumber),
            },
            { head: 'SKU id', cell: ({ sku }) => <code>{sku}</code> },
            { head: 'Assigned', isNumber: true, cell: ({ seatsAssigned }) => grouped(seatsAssigned) },
            { head: 'Unchanged since', cell: ({ since }) => <At instant={since} zone={timeZone} /> },
            { head: 'Delivery', isNumber: true, cell: ({ delivery }) => delivery },
          ]}
        />
      )}
      {refusals.length > 0 && (
        <>
          <p>We were refused {counted(refusals.length, 'time')} after that, up to the snapshot:</p>
          <ul>
            {refusals.map(({ observedAt, cause }) => (
              <li key={observedAt}>
                <At instant={observedAt} zone={timeZone} />: {cause}
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

function Lines({ explanation: { lines } }: Pick<EvidenceProps, 'explanation'>): JSX.Element {
  return (
    <Section
      id="lines"
      title="Billing lines that cover the last day"
      lead={lines.length === 0 ? 'There is none.' : 'As received. Billed amounts are read, never recomputed.'}
    >
      {lines.length > 0 && (
        <Table
          caption="Billing lines that cover the last day"
          keyOf={({ file, fileLine, delivery }) => `${file} ${String(fileLine)} ${String(delivery)}`}
          isFaint={({ leftOut }) => leftOut !== null}
          rows={lines}
          columns={[
            { head: 'Invoice', isName: true, cell: ({ invoice, fileLine }) => `${invoice}, line ${String(fileLine)}` },
            { head: 'Partner', cell: ({ partnerId }) => partnerId ?? 'none' },
            { head: 'Product', cell: ({ product }) => product ?? 'not mapped' },
            { head: 'Charge', cell: ({ chargeType }) => chargeType },
            {
              head: 'Days',
              cell: ({ chargeStart, chargeEnd }) => (
                <>
                  <Day on={chargeStart} /> to <Day on={chargeEnd} />
                </>
              ),
            },
            { head: 'Seats', isNumber: true, cell: ({ quantity }) => grouped(quantity) },
            { head: 'Subtotal', isNumber: true, cell: ({ subtotal, currency }) => asBilled(subtotal, currency) },
            { head: 'Counts', cell: ({ leftOut }) => (leftOut === null ? 'yes' : `no: ${leftOut}`) },
          ]}
        />
      )}
    </Section>
  );
}

/** As received, with cents where they were left away; a file may name no currency. */
function asBilled(subtotal: string, currency: string | null): string {
  const amount = withCents(subtotal);
  return currency === null ? grouped(amount) : money(amount, currency);
}
