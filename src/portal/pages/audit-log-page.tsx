import type { JSX } from 'preact';
import type { AuditEntry } from '../../audit/index.js';
import { canonicalJson } from '../../kernel/index.js';
import type { AuditAnswer } from '../reading/audit-reading.js';
import { counted } from './format.js';
import { renderPage } from './layout.js';
import { At, Badge, Section, Table } from './parts.js';

/** What people did, the latest first, and whether the chain of what is shown holds. */
export function auditLogPage({ asked, entries, sees, nextCursor }: AuditAnswer): string {
  return renderPage({
    title: 'Audit log',
    crumbs: [{ label: 'Campaigns', href: '/' }],
    children: (
      <>
        <div class="head">
          <h1>Audit log</h1>
          <p class="under">
            {sees === 'everything'
              ? 'What people did, the latest first.'
              : 'What people did about rights, tokens and keys, the latest first.'}
          </p>
        </div>
        <form class="choices" action="/audit" method="get">
          <Field name="person" label="Person, as on record" value={asked.person} />
          <Field name="act" label="Act, or its beginning" value={asked.act} />
          <Field name="subject" label="Subject, or its beginning" value={asked.subject} />
          <button type="submit">Show</button>
        </form>
        <ChainState entries={entries} />
        <Section id="entries" title="Entries" lead={entries.length === 0 ? 'No entry fits.' : undefined}>
          {entries.length > 0 && <Entries entries={entries} />}
          {nextCursor !== null && (
            <p>
              <a href={hrefOf({ ...asked, cursor: nextCursor })}>Earlier entries</a>
            </p>
          )}
        </Section>
      </>
    ),
  });
}

function hrefOf(query: Readonly<Record<string, string | undefined>>): string {
  const chosen = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return chosen.length === 0 ? '/audit' : `/audit?${new URLSearchParams(chosen).toString()}`;
}

function Field({
  name,
  label,
  value = '',
}: {
  readonly name: string;
  readonly label: string;
  readonly value: string | undefined;
}): JSX.Element {
  return (
    <div>
      <label for={name}>{label}</label>
      <input id={name} name={name} maxLength={300} autocomplete="off" value={value} />
    </div>
  );
}

/** Of the entries that are shown: `seatback verify` holds the whole chain together. */
function ChainState({ entries }: { readonly entries: readonly AuditEntry[] }): JSX.Element | null {
  const [latest] = entries;
  if (latest === undefined) return null;
  const wrong = entries.filter(({ isSound }) => !isSound);
  return (
    <p class="state">
      {wrong.length === 0 ? (
        <>
          <Badge says="Holds" tone="good" /> {counted(entries.length, 'entry', 'entries')} computed again, each follows
          the one before it. Digest of entry {latest.entry}: <code>{latest.hash}</code>
        </>
      ) : (
        <>
          <Badge says="Does not hold" tone="open" /> Changed, or without the one before:{' '}
          {wrong.map(({ entry }) => String(entry)).join(', ')}. <code>npx seatback verify</code> says more.
        </>
      )}
    </p>
  );
}

function Entries({ entries }: { readonly entries: readonly AuditEntry[] }): JSX.Element {
  return (
    <Table
      caption="Entries of the audit log"
      keyOf={({ entry }) => entry}
      rows={entries}
      columns={[
        {
          head: 'Entry',
          isName: true,
          cell: ({ entry, isSound }) => (
            <>
              {entry} {!isSound && <Badge says="Changed" tone="open" />}
            </>
          ),
        },
        {
          head: 'When (UTC)',
          cell: ({ doneAt }) => <At instant={doneAt} zone="UTC" />,
        },
        { head: 'Who', cell: ({ actor }) => <a href={hrefOf({ person: actor })}>{actor}</a> },
        { head: 'What', cell: ({ act }) => <a href={hrefOf({ act })}>{act}</a> },
        { head: 'To what', cell: ({ subject }) => <a href={hrefOf({ subject })}>{subject}</a> },
        { head: 'Why', cell: ({ detail }) => (typeof detail['reason'] === 'string' ? detail['reason'] : '') },
        { head: 'With', cell: ({ detail }) => <With detail={detail} /> },
      ]}
    />
  );
}

/** What else stands in the entry, as it is bound into the chain. */
function With({ detail }: Pick<AuditEntry, 'detail'>): JSX.Element {
  const { reason: _reason, ...rest } = detail;
  const parts = Object.entries(rest);
  return (
    <ul class="plain">
      {parts.map(([name, value]) => (
        <li key={name}>
          {name}: <code>{typeof value === 'string' ? value : canonicalJson(value)}</code>
        </li>
      ))}
    </ul>
  );
}
