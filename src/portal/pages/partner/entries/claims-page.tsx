import type { JSX } from 'preact';
import { isWithin, REJECTION_REASONS } from '../../../../claims/index.js';
import type { PartnersClaim, PartnersClaims } from '../../../reading/partner-claims.js';
import { Badge } from '../../parts.js';
import type { Tone } from '../../words.js';
import type { View } from '../view.js';
import type { EntryFault, EntryWords } from '../words/entry-words.js';
import { entryWords } from '../words/entry-words-of-language.js';
import { claimsPath, entryPage, Fact, Hidden, Labelled, PeriodNote, type Entering } from './entry-parts.js';

export interface ClaimsPage {
  readonly offer: PartnersClaims;
  readonly view: View;
  /** Undefined where the reader is none who enters for the partner. */
  readonly entering: Entering | undefined;
  /** A claim that was entered just now. */
  readonly received: string | undefined;
  readonly mostMegabytes: number;
  /** What was sent for a claim and could not be taken. */
  readonly refused?: {
    readonly claimId: string;
    readonly field: 'file' | 'reason';
    readonly fault: EntryFault;
    readonly written: string;
  };
}

const TONES: Readonly<Record<PartnersClaim['standing'], Tone>> = {
  waiting: 'open',
  appealed: 'open',
  valid: 'good',
  rejected: 'closed',
};

/** A partner's claims for an offer: where each stands, why, what is due until when, and what can be done. */
export function claimsPage(props: ClaimsPage): string {
  const { offer, view, entering, received, refused } = props;
  const words = entryWords(view.language);
  const path = claimsPath(offer);
  const isOpen = offer.period !== undefined && isWithin(offer.period, offer.now);
  return entryPage({
    offer,
    view,
    title: words.claims,
    path,
    isFaulty: refused !== undefined,
    children: (
      <>
        {received !== undefined && offer.claims.some(({ claim }) => claim.claimId === received) && (
          <aside class="next" aria-label={words.receivedAt} tabIndex={-1} autofocus>
            <p>{words.received(received)}</p>
          </aside>
        )}
        <PeriodNote offer={offer} period={offer.period} view={view} />
        {isOpen &&
          (entering === undefined ? (
            <p class="note">{words.onlyAdministrators}</p>
          ) : (
            <p>
              <a href={view.href(`${path}/new`)}>{words.newClaim}</a>
            </p>
          ))}
        {offer.claims.length === 0 && offer.period !== undefined && <p>{words.noClaims}</p>}
        <ul class="cards">
          {offer.claims.map((claim) => (
            <li key={claim.claim.claimId} id={claim.claim.claimId} class="card">
              <Claim {...props} claim={claim} words={words} />
            </li>
          ))}
        </ul>
      </>
    ),
  });
}

type ClaimProps = ClaimsPage & { readonly claim: PartnersClaim; readonly words: EntryWords };

function Claim(props: ClaimProps): JSX.Element {
  const { claim: own, words, view, offer, entering } = props;
  const { claim, standing, answerBy, appealBefore } = own;
  const zone = offer.campaign.terms.timeZone.value;
  const isOpen = answerBy !== null || appealBefore !== null;
  return (
    <>
      <h2>
        {claim.claimId} <Badge says={words.standings[standing]} tone={TONES[standing]} />
      </h2>
      <dl class="facts">
        <Fact term={words.receivedAt}>{view.moment(claim.receivedAt, zone)}</Fact>
        {(['subscriptionId', 'agreementNumber', 'customerName', 'distributorName'] as const).map(
          (field) =>
            claim[field] !== null && (
              <Fact key={field} term={words.labels[field]}>
                {claim[field]}
              </Fact>
            ),
        )}
        {answerBy !== null && <Fact term={words.answeredBy}>{view.deadline(answerBy, zone)}</Fact>}
        {appealBefore !== null && <Fact term={words.appealBefore}>{view.deadline(appealBefore, zone)}</Fact>}
      </dl>
      {standing === 'rejected' && <Reasons codes={claim.answer?.reasons ?? []} view={view} words={words} />}
      <Documents {...props} />
      {entering !== undefined && isOpen && <GiveDocument {...props} entering={entering} />}
      {entering !== undefined && appealBefore !== null && <Appeal {...props} entering={entering} />}
    </>
  );
}

function Reasons({
  codes,
  view,
  words,
}: {
  readonly codes: readonly string[];
  readonly view: View;
  readonly words: EntryWords;
}): JSX.Element {
  return (
    <>
      <h3>{words.reasons}</h3>
      <ul>
        {codes.map((code) => (
          <li key={code}>
            {(REJECTION_REASONS as Record<string, Record<string, string>>)[code]?.[view.language] ?? code}
          </li>
        ))}
      </ul>
    </>
  );
}

function Documents({ claim: { claim, documents }, words, view, offer }: ClaimProps): JSX.Element {
  const path = `${claimsPath(offer)}/${encodeURIComponent(claim.claimId)}/documents`;
  return (
    <>
      <h3>{words.documents}</h3>
      {documents.length === 0 && <p class="note">{words.noDocuments}</p>}
      <ul>
        {documents.map(({ document, kind, fileName, givenAt, erasedAt }) => (
          <li key={document}>
            {words.kinds[kind]}:{' '}
            {erasedAt === null ? (
              <a href={`${path}/${String(document)}`}>{fileName}</a>
            ) : (
              `${fileName} (${words.erased})`
            )}
            , {view.moment(givenAt, offer.campaign.terms.timeZone.value)}
          </li>
        ))}
      </ul>
    </>
  );
}

function GiveDocument(props: ClaimProps & { readonly entering: Entering }): JSX.Element {
  const { claim, words, view, offer, entering, mostMegabytes } = props;
  const { claimId } = claim.claim;
  const kindId = `kind-${claimId}`;
  return (
    <details open={faultOf(props, 'file') !== undefined}>
      <summary>{words.giveDocument}</summary>
      <form
        class="entry"
        method="post"
        action={view.href(`${claimsPath(offer)}/${encodeURIComponent(claimId)}/documents`)}
        enctype="multipart/form-data"
        noValidate
      >
        <Hidden values={{ formToken: entering.formToken }} />
        <div class="field">
          <label for={kindId}>{words.kind}</label>
          <select id={kindId} name="kind">
            {(['invoice-copy', 'proof-of-performance'] as const).map((kind) => (
              <option key={kind} value={kind}>
                {words.kinds[kind]}
              </option>
            ))}
          </select>
        </div>
        <Labelled
          field="file"
          id={`file-${claimId}`}
          words={words}
          hint={words.fileHint(mostMegabytes)}
          fault={faultOf(props, 'file')}
        >
          {(described) => <input {...described} type="file" name="file" />}
        </Labelled>
        <div class="buttons">
          <button type="submit">{words.sendDocument}</button>
        </div>
      </form>
    </details>
  );
}

function Appeal(props: ClaimProps & { readonly entering: Entering }): JSX.Element {
  const { claim, words, view, offer, entering, refused } = props;
  const { claimId } = claim.claim;
  const fault = faultOf(props, 'reason');
  return (
    <form
      class="entry"
      method="post"
      action={view.href(`${claimsPath(offer)}/${encodeURIComponent(claimId)}/appeal`)}
      noValidate
    >
      <Hidden values={{ formToken: entering.formToken }} />
      <Labelled
        field="reason"
        id={`reason-${claimId}`}
        words={words}
        hint={`${words.appealLabel} ${words.appealHint}`}
        fault={fault}
      >
        {(described) => (
          <textarea
            {...described}
            name="reason"
            maxLength={1000}
            defaultValue={fault === undefined ? '' : (refused?.written ?? '')}
          />
        )}
      </Labelled>
      <div class="buttons">
        <button type="submit">{words.appeal}</button>
      </div>
    </form>
  );
}

function faultOf({ refused, claim }: ClaimProps, field: 'file' | 'reason'): EntryFault | undefined {
  return refused?.field === field && refused.claimId === claim.claim.claimId ? refused.fault : undefined;
}
