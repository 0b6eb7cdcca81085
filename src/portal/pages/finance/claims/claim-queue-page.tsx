import type { JSX } from 'preact';
import type { CampaignHeading } from '../../../reading/campaign-reading.js';
import { CLAIM_SHOWS, type ClaimQueue, type ClaimShow, type QueuedClaim } from '../../../reading/claim-reading.js';
import { renderPage } from '../../layout.js';
import { Badge, Section, Table, type Column } from '../../parts.js';
import type { View } from '../../partner/view.js';
import { entryWords } from '../../partner/words/entry-words-of-language.js';
import { claimHref, claimsHref, partnersClaimsHref } from '../finance-paths.js';
import { rejectionText, STANDING_TONES } from './claim-standing.js';
import { claimWords } from './claim-words-of-language.js';

export interface ClaimQueuePage {
  readonly heading: CampaignHeading;
  readonly queue: ClaimQueue;
  readonly asked: { readonly show: ClaimShow; readonly partner: string | undefined };
  readonly view: View;
}

/** Claims for an offer that wait for a person, or those that somebody looks for. */
export function claimQueuePage(props: ClaimQueuePage): string {
  const { heading, queue, asked, view } = props;
  const { campaignId, title } = heading;
  const words = claimWords(view.language);
  const path = claimsHref(campaignId);
  return renderPage({
    title: words.claimsOf(title ?? campaignId),
    crumbs: [
      { label: words.campaigns, href: '/' },
      { label: title ?? campaignId, href: `/campaigns/${campaignId}` },
    ],
    frame: view.frame(path, '/'),
    children: (
      <>
        <div class="head">
          <h1>{words.claimsOf(title ?? campaignId)}</h1>
          <p class="under">{LEADS[queue.answers](words)}</p>
        </div>
        {queue.answers !== 'none' && <Filter {...props} />}
        <Section
          id="claims"
          title={words.shows[asked.show]}
          lead={queue.claims.length === 0 && queue.answers !== 'none' ? words.none : undefined}
        >
          {queue.claims.length > 0 && <Claims {...props} />}
          {queue.nextCursor !== null && (
            <p>
              <a href={view.href(path, { ...queryOf(asked), cursor: queue.nextCursor })}>{words.further}</a>
            </p>
          )}
        </Section>
      </>
    ),
  });
}

const LEADS: Readonly<Record<ClaimQueue['answers'], (words: ReturnType<typeof claimWords>) => string>> = {
  none: ({ noneAsked }) => noneAsked,
  'as-received': ({ asReceived }) => asReceived,
  'by-people': ({ lead }) => lead,
};

function queryOf({ show, partner }: ClaimQueuePage['asked']): Record<string, string> {
  return { show, ...(partner === undefined ? {} : { partner }) };
}

function Filter({ heading, asked, view }: ClaimQueuePage): JSX.Element {
  const words = claimWords(view.language);
  return (
    <form class="choices" action={claimsHref(heading.campaignId)} method="get">
      <div>
        <label for="show">{words.show}</label>
        <select id="show" name="show">
          {CLAIM_SHOWS.map((show) => (
            <option key={show} value={show} selected={show === asked.show}>
              {words.shows[show]}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label for="partner">{words.onlyOf}</label>
        <input id="partner" name="partner" type="text" maxLength={100} value={asked.partner ?? ''} autocomplete="off" />
      </div>
      <input type="hidden" name="lang" value={view.language} />
      <button type="submit">{words.look}</button>
    </form>
  );
}

function Claims({ heading: { campaignId }, queue, asked, view }: ClaimQueuePage): JSX.Element {
  const words = claimWords(view.language);
  const said = entryWords(view.language);
  return (
    <Table
      caption={words.caption}
      keyOf={({ claim }) => claim.claimId}
      rows={queue.claims}
      columns={[
        {
          head: words.claim,
          isName: true,
          cell: ({ claim }) => (
            <>
              <a href={view.href(claimHref(campaignId, claim.claimId))}>{claim.claimId}</a>
              {claim.customerName !== null && <span class="note"> {claim.customerName}</span>}
            </>
          ),
        },
        {
          head: words.partner,
          cell: ({ claim: { partnerId } }) => (
            <a href={view.href(partnersClaimsHref(campaignId, partnerId))}>{partnerId}</a>
          ),
        },
        {
          head: words.standing,
          cell: ({ standing }) => <Badge says={said.standings[standing]} tone={STANDING_TONES[standing]} />,
        },
        { head: said.receivedAt, cell: ({ claim }) => view.moment(claim.receivedAt, queue.timeZone) },
        {
          head: words.due,
          cell: ({ answerDueAt: due }) =>
            due !== null && (
              <>
                {view.deadline(due, queue.timeZone)} {queue.now >= due && <Badge says={words.late} tone="open" />}
              </>
            ),
        },
        ...(asked.show === 'answered' || asked.show === 'all' ? answered(view) : []),
      ]}
    />
  );
}

/** Of claims that wait there would be nothing in them. */
function answered(view: View): Column<QueuedClaim>[] {
  const words = claimWords(view.language);
  const answerOf = ({ claim, standing }: QueuedClaim) =>
    standing === 'valid' || standing === 'rejected' ? claim.answer : null;
  return [
    {
      head: words.because,
      cell: (each) =>
        answerOf(each)
          ?.reasons.map((code) => rejectionText(code, view.language))
          .join(' '),
    },
    {
      head: words.answeredBy,
      cell: (each) => {
        const answer = answerOf(each);
        return answer === null ? null : (answer.answeredBy ?? words.checksAlone);
      },
    },
  ];
}
