import type { JSX } from 'preact';
import { openPointText } from '../../../../claims/index.js';
import type { ProblemAnswer } from '../../../answers/problem.js';
import { renderPage } from '../../layout.js';
import { Badge, Section } from '../../parts.js';
import { entryWords } from '../../partner/words/entry-words-of-language.js';
import { Fact } from '../fact.js';
import { claimHref, claimsHref, partnersClaimsHref } from '../finance-paths.js';
import { writtenInVain } from '../typed-form.js';
import { ClaimActions } from './claim-actions.js';
import { ClaimHistory } from './claim-history.js';
import { offeredClaimForms } from './claim-offers.js';
import { rejectionText, STANDING_TONES } from './claim-standing.js';
import type { ClaimPage } from './shown-claim.js';
import { claimWords } from './claim-words-of-language.js';

/** A claim, as somebody looks at it who answers it: what it says, what checks find, its documents, what was done with it. */
export function claimPage(props: ClaimPage): string {
  const { heading, found, view, problem } = props;
  const { campaignId, title } = heading;
  const { claimId } = found.claim;
  const words = claimWords(view.language);
  const name = words.claimTitle(claimId);
  return renderPage({
    title: problem === undefined ? name : `${words.notDone}: ${name}`,
    crumbs: [
      { label: words.campaigns, href: '/' },
      { label: title ?? campaignId, href: `/campaigns/${campaignId}` },
      { label: words.claimsOf(title ?? campaignId), href: view.href(claimsHref(campaignId)) },
    ],
    frame: view.frame(claimHref(campaignId, claimId), '/'),
    children: (
      <>
        {problem !== undefined && <NotDone {...props} problem={problem} />}
        <Head {...props} />
        <Says {...props} />
        <Checks {...props} />
        <Documents {...props} />
        <ClaimActions {...props} />
        <ClaimHistory found={found} view={view} />
      </>
    ),
  });
}

function NotDone({ problem, typed, found, viewer, view }: ClaimPage & { readonly problem: ProblemAnswer }) {
  const words = claimWords(view.language);
  const written = writtenInVain(typed, offeredClaimForms(found, viewer));
  return (
    <div class="next warning" role="alert">
      <p>
        <strong>{words.notDone}.</strong> {words.refusals[problem.code] ?? problem.found} <code>{problem.code}</code>
      </p>
      {written !== undefined && (
        <>
          <p>{words.youHadWritten}</p>
          <blockquote class="said">{written}</blockquote>
        </>
      )}
    </div>
  );
}

function Head({ heading, found, view }: ClaimPage): JSX.Element {
  const words = claimWords(view.language);
  const { claim, standing, answerDueAt: due, appealBefore, now, timeZone } = found;
  return (
    <div class="head">
      <h1>{words.claimTitle(claim.claimId)}</h1>
      <p class="under">
        {words.partner} <span class="id">{claim.partnerId}</span> ·{' '}
        <a href={view.href(partnersClaimsHref(heading.campaignId, claim.partnerId))}>{words.asPartnerSees}</a>
      </p>
      <p class="state">
        <Badge says={entryWords(view.language).standings[standing]} tone={STANDING_TONES[standing]} />{' '}
        {due !== null && (
          <>
            {words.due} {view.deadline(due, timeZone)} {now >= due && <Badge says={words.late} tone="open" />}
          </>
        )}
        {appealBefore !== null && (
          <>
            {words.appealBefore} {view.deadline(appealBefore, timeZone)}
          </>
        )}
      </p>
    </div>
  );
}

function Says({ found: { claim, timeZone }, view }: ClaimPage): JSX.Element {
  const words = claimWords(view.language);
  const said = entryWords(view.language);
  const facts = [
    [said.mpnId, claim.mpnId],
    [said.labels.subscriptionId, claim.subscriptionId],
    [said.labels.agreementNumber, claim.agreementNumber],
    [said.labels.customerName, claim.customerName],
    [said.labels.distributorName, claim.distributorName],
    [words.invoiceFile, claim.invoiceFile],
  ] as const;
  return (
    <Section id="says" title={words.says}>
      <dl class="facts">
        <Fact name={said.receivedAt}>{view.moment(claim.receivedAt, timeZone)}</Fact>
        {facts.map(
          ([name, value]) =>
            value !== null && (
              <Fact key={name} name={name}>
                {value}
              </Fact>
            ),
        )}
      </dl>
    </Section>
  );
}

function Checks({ found: { checks }, view }: ClaimPage): JSX.Element | null {
  if (checks === null) return null;
  const words = claimWords(view.language);
  const { rejected, points } = checks;
  return (
    <Section id="checks" title={words.checks} lead={words.checksLead}>
      {rejected.length === 0 && points.length === 0 && <p>{words.nothingOpen}</p>}
      {rejected.length > 0 && (
        <>
          <p>{words.certain}</p>
          <ul>
            {rejected.map((code) => (
              <li key={code}>{rejectionText(code, view.language)}</li>
            ))}
          </ul>
        </>
      )}
      {points.length > 0 && (
        <>
          <p>{words.toLookAt}</p>
          <ul>
            {points.map((point) => (
              <li key={`${point.code} ${point.of ?? ''}`}>{openPointText(point, view.language)}</li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

/** From where the partner fetches its own. */
function Documents({ heading, found: { claim, documents, timeZone }, view }: ClaimPage): JSX.Element {
  const said = entryWords(view.language);
  const path = `${partnersClaimsHref(heading.campaignId, claim.partnerId)}/${encodeURIComponent(claim.claimId)}/documents`;
  return (
    <Section id="documents" title={said.documents} lead={documents.length === 0 ? said.noDocuments : undefined}>
      {documents.length > 0 && (
        <ul>
          {documents.map(({ document, kind, fileName, givenAt, givenBy, erasedAt }) => (
            <li key={document}>
              {said.kinds[kind]}:{' '}
              {erasedAt === null ? (
                <a href={`${path}/${String(document)}`}>{fileName}</a>
              ) : (
                `${fileName} (${said.erased})`
              )}
              , {view.moment(givenAt, timeZone)}, {givenBy}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
