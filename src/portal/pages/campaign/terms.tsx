import type { ComponentChildren, JSX } from 'preact';
import type { CampaignAnswer, TermAnswer } from '../../answers/campaign-answers.js';
import { counted } from '../format.js';
import { Badge, Day, Section, Table } from '../parts.js';
import { spokenValue } from '../words.js';

/** Every term with where it stands, or what was assumed and who stands by that. */
export function Terms({ campaign }: { readonly campaign: CampaignAnswer }): JSX.Element {
  const { terms, version, pages } = campaign;
  const assumed = terms.filter((term) => term.assumed !== null);
  const open = assumed.filter(({ confirmation }) => confirmation === null);
  return (
    <Section
      id="terms"
      title="Terms"
      lead={`Version ${String(version)}. ${counted(assumed.length, 'term')} assumed, ${
        open.length === 0 ? 'each confirmed by a person' : `${String(open.length)} not confirmed yet`
      }.`}
    >
      <Table
        caption="Terms of the campaign"
        kind="terms"
        keyOf={({ term }) => term}
        rows={terms}
        columns={[
          { head: 'Term', isName: true, cell: ({ term }) => term },
          { head: 'Value', cell: ({ value }) => spokenValue(value) },
          { head: 'Where it stands', cell: (term) => <Provenance term={term} /> },
          { head: 'Confirmed', cell: confirmed },
        ]}
      />
      {Object.keys(pages).length > 0 && (
        <dl class="legend-list">
          {Object.entries(pages).map(([letter, page]) => (
            <div key={letter}>
              <dt>{letter}</dt>
              <dd>{page}</dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}

/** Source, assumption, or both. */
export function Provenance({
  term: { source, assumed },
}: {
  readonly term: { readonly source: string | null; readonly assumed: string | null };
}): JSX.Element {
  return (
    <>
      {source !== null && <span>{source}</span>}
      {source !== null && assumed !== null && <br />}
      {assumed !== null && (
        <span>
          <em>Assumed:</em> {assumed}
        </span>
      )}
    </>
  );
}

function confirmed({ assumed, confirmation }: TermAnswer): ComponentChildren {
  if (confirmation !== null)
    return (
      <>
        {confirmation.confirmedBy}, <Day on={confirmation.confirmedAt.slice(0, 10)} />: {confirmation.reason}
      </>
    );
  return assumed === null ? null : <Badge says="Not confirmed" tone="open" />;
}
