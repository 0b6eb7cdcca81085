import type { JSX } from 'preact';
import type { CheckedCampaign } from '../reading/checked-campaign.js';
import type { ShownDifferences, TermsPage } from '../reading/terms-reading.js';
import { counted } from './format.js';
import { renderPage } from './layout.js';
import { At, Badge, CannotBeRead, Section, Table } from './parts.js';

/** A campaign's file for reading: what the checks say of it, its versions, what differs between them, and its text. */
export function termsPage(page: TermsPage): string {
  const { campaignId, title, checked, compared, source } = page;
  const name = title ?? campaignId;
  return renderPage({
    title: `Terms of ${name}`,
    crumbs: [
      { label: 'Campaigns', href: '/' },
      { label: name, href: `/campaigns/${campaignId}` },
    ],
    children: (
      <>
        <div class="head">
          <h1>Terms</h1>
          <p class="under">
            {source === undefined
              ? 'There is no file that could be shown; these versions were published.'
              : `As ${source.fileName} states them. The file is edited where it lies, and not here.`}
          </p>
        </div>
        {checked !== undefined && <Checks checked={checked} />}
        <Versions page={page} />
        {compared !== undefined && <Differences page={page} compared={compared} />}
        {source !== undefined && <Source {...source} />}
      </>
    ),
  });
}

function Checks({ checked }: { readonly checked: CheckedCampaign }): JSX.Element {
  const { isUsable, isPublished, failure, remarks, notLookedAt, assumed } = checked;
  const open = assumed.filter(({ confirmation }) => confirmation === null);
  return (
    <Section id="checks" title="What the checks say">
      <p class="state">
        {isUsable ? <Badge says="Can be used" tone="good" /> : <Badge says="Cannot be used" tone="open" />}{' '}
        {isUsable &&
          (isPublished === true ? 'As it was published.' : 'Not published yet: the first calculation does so.')}
      </p>
      {failure !== null && <CannotBeRead failure={failure} />}
      {remarks.length > 0 && (
        <Table
          caption="Contradictions and warnings"
          keyOf={({ term, line, message }) => `${String(line)} ${term} ${message}`}
          rows={remarks}
          columns={[
            {
              head: 'Found',
              cell: ({ severity }) =>
                severity === 'contradiction' ? (
                  <Badge says="Contradiction" tone="open" />
                ) : (
                  <Badge says="Warning" tone="plain" />
                ),
            },
            { head: 'Term', isName: true, cell: ({ term }) => term },
            { head: 'Line', isNumber: true, cell: ({ line }) => <a href={`#line-${String(line)}`}>{line}</a> },
            { head: 'What', cell: ({ message }) => message },
          ]}
        />
      )}
      {remarks.length === 0 && failure === null && <p>No term contradicts another, and none needs a second look.</p>}
      {notLookedAt.length > 0 && <p class="note">Could not be looked at: {notLookedAt.join('; ')}.</p>}
      {assumed.length > 0 && (
        <p class="note">
          {counted(assumed.length, 'term')} assumed,{' '}
          {open.length === 0
            ? 'each confirmed by a person'
            : `not confirmed yet: ${open.map(({ term }) => term).join(', ')}`}
          .
        </p>
      )}
    </Section>
  );
}

function Versions({ page: { campaignId, versions } }: { readonly page: TermsPage }): JSX.Element {
  return (
    <Section id="versions" title="Versions" lead={versions.length === 0 ? 'No version yet.' : undefined}>
      {versions.length > 0 && (
        <Table
          caption="Versions of the terms"
          keyOf={({ version }) => version}
          rows={versions}
          columns={[
            { head: 'Version', isName: true, cell: ({ version }) => version },
            { head: 'Known from (UTC)', cell: ({ knownFrom }) => <At instant={knownFrom} zone="UTC" /> },
            {
              head: 'Published (UTC)',
              cell: ({ publishedAt }) =>
                publishedAt === null ? <Badge says="Not yet" tone="open" /> : <At instant={publishedAt} zone="UTC" />,
            },
            { head: 'Why', cell: ({ reason }) => reason },
            { head: 'Goes back to', cell: ({ reference }) => reference ?? '' },
            {
              head: 'Differences',
              cell: ({ version, differences }) =>
                differences === null ? (
                  'the first one'
                ) : (
                  <a href={`/campaigns/${campaignId}/terms?to=${String(version)}#differences`}>
                    {counted(differences, 'difference')}
                    <span class="unseen"> of version {version} from the one before</span>
                  </a>
                ),
            },
          ]}
        />
      )}
    </Section>
  );
}

function Differences({
  page: { campaignId, versions },
  compared: { from, to, differences },
}: {
  readonly page: TermsPage;
  readonly compared: ShownDifferences;
}): JSX.Element {
  const numbers = versions.map(({ version }) => version);
  return (
    <Section
      id="differences"
      title="What differs"
      lead={differences.length === 0 ? `Versions ${String(from)} and ${String(to)} have the same terms.` : undefined}
    >
      <form class="choices" action={`/campaigns/${campaignId}/terms`} method="get">
        <VersionChoice name="from" label="Version" numbers={numbers} chosen={from} />
        <VersionChoice name="to" label="and version" numbers={numbers} chosen={to} />
        <button type="submit">Compare</button>
      </form>
      {differences.length > 0 && (
        <Table
          caption={`Terms that differ between versions ${String(from)} and ${String(to)}`}
          keyOf={({ term }) => term}
          rows={differences}
          columns={[
            { head: 'Term', isName: true, cell: ({ term }) => term },
            { head: `Version ${String(from)}`, cell: ({ before }) => <Value text={before} /> },
            { head: `Version ${String(to)}`, cell: ({ after }) => <Value text={after} /> },
          ]}
        />
      )}
    </Section>
  );
}

function Value({ text }: { readonly text: string }): JSX.Element {
  return text === '' ? <span class="note">nothing</span> : <>{text}</>;
}

function VersionChoice({
  name,
  label,
  numbers,
  chosen,
}: {
  readonly name: string;
  readonly label: string;
  readonly numbers: readonly number[];
  readonly chosen: number;
}): JSX.Element {
  return (
    <div>
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        {numbers.map((number) => (
          <option key={number} value={String(number)} selected={number === chosen}>
            {number}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Line by line, so that what the checks say can be found. */
function Source({ fileName, text }: { readonly fileName: string; readonly text: string }): JSX.Element {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  return (
    <Section id="file" title={fileName} lead={counted(lines.length, 'line')}>
      <ol class="source">
        {lines.map((line, index) => (
          <li key={index} id={`line-${String(index + 1)}`}>
            <code>{line}</code>
          </li>
        ))}
      </ol>
    </Section>
  );
}
