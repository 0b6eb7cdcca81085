import type { ComponentChildren, JSX } from 'preact';
import type { ClaimEvent } from '../../../../claims/index.js';
import type { ClaimCase } from '../../../reading/claim-reading.js';
import { Section, Table } from '../../parts.js';
import type { View } from '../../partner/view.js';
import { rejectionText } from './claim-standing.js';
import { claimWords } from './claim-words-of-language.js';

/** What was done with the claim, the first first. */
export function ClaimHistory({ found, view }: { readonly found: ClaimCase; readonly view: View }): JSX.Element {
  const words = claimWords(view.language);
  return (
    <Section id="history" title={words.history}>
      <Table
        caption={words.history}
        keyOf={({ kind, at }) => `${kind} ${at}`}
        rows={found.history}
        columns={[
          { head: words.what, isName: true, cell: (event) => <What event={event} view={view} /> },
          { head: words.at, cell: ({ at }) => view.moment(at, found.timeZone) },
          { head: words.by, cell: (event) => byWhom(event, view) },
        ]}
      />
    </Section>
  );
}

function What({ event, view }: { readonly event: ClaimEvent; readonly view: View }): JSX.Element {
  const words = claimWords(view.language);
  switch (event.kind) {
    case 'received':
      return <>{words.received(event.delivery)}</>;
    case 'corrected': {
      const fields = event.fields.map((field) => words.fields[field]);
      return <>{words.corrected(event.delivery, fields)}</>;
    }
    case 'appealed':
      return (
        <>
          {words.appealed}
          <p class="said">{event.grounds}</p>
        </>
      );
    case 'answered':
      return (
        <>
          {event.outcome === 'valid' ? words.valid : words.rejected}
          {event.isAfterAppeal && ` ${words.afterAppeal}`}
          {event.reasons.length > 0 && (
            <p class="note">{event.reasons.map((code) => rejectionText(code, view.language)).join(' ')}</p>
          )}
          {event.note !== null && <p class="said">{event.note}</p>}
        </>
      );
  }
}

function byWhom(event: ClaimEvent, view: View): ComponentChildren {
  if (event.kind === 'answered') return event.by ?? claimWords(view.language).checksAlone;
  return event.kind === 'appealed' ? event.by : null;
}
