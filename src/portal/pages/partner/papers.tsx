import type { JSX } from 'preact';
import type { PartnerReport } from '../../reading/partner-report.js';
import { Section, Table } from '../parts.js';
import { reportPath, type View } from './view.js';

interface PapersProps {
  readonly report: PartnerReport;
  readonly view: View;
}

const FORMATS = ['pdf', 'csv', 'xlsx'] as const;

/** Statements and advices that were given out, to be kept as files, in the language of the page. */
export function Documents({ report: { documents, partner, campaign }, view }: PapersProps): JSX.Element {
  const { words, said } = view;
  const path = `${reportPath(partner.partnerId, campaign.campaignId)}/documents`;
  return (
    <Section
      id="documents"
      title={words.labels.documents}
      lead={documents.length === 0 ? words.labels.noDocuments : undefined}
    >
      {documents.length > 0 && (
        <Table
          caption={words.labels.documents}
          isSmall
          keyOf={({ document }) => document}
          rows={documents}
          columns={[
            {
              head: words.labels.document,
              isName: true,
              cell: ({ document, kind }) => (
                <>
                  {kind === 'statement' ? said.labels.statement : said.labels.advice} <code>{document}</code>
                </>
              ),
            },
            { head: said.labels.edition, isNumber: true, cell: ({ edition }) => String(edition) },
            {
              head: words.labels.files,
              cell: ({ document }) => (
                <ul class="inline">
                  {FORMATS.map((format) => (
                    <li key={format}>
                      <a
                        href={view.href(`${path}/${document}/${format}`)}
                        aria-label={words.format(format.toUpperCase(), document)}
                      >
                        {format.toUpperCase()}
                      </a>
                    </li>
                  ))}
                </ul>
              ),
            },
          ]}
        />
      )}
    </Section>
  );
}

/** What the partner was told by mail, the latest first. */
export function Notices({ report: { notices, campaign }, view }: PapersProps): JSX.Element {
  const { words } = view;
  return (
    <Section id="notices" title={words.labels.notices} lead={notices.length === 0 ? words.labels.noNotices : undefined}>
      {notices.length > 0 && (
        <Table
          caption={words.labels.notices}
          keyOf={({ notification }) => notification}
          rows={notices}
          columns={[
            { head: words.labels.notice, isName: true, cell: ({ kind }) => words.notices[kind] },
            { head: view.said.labels.state, cell: ({ state }) => words.noticeStates[state] },
            {
              head: words.labels.told,
              cell: ({ sentAt }) => (sentAt === null ? '' : view.moment(sentAt, campaign.timeZone)),
            },
          ]}
        />
      )}
    </Section>
  );
}
