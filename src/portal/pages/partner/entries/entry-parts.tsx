import type { ComponentChildren, JSX } from 'preact';
import { LONGEST_CLAIM_FIELD, type Period } from '../../../../claims/index.js';
import { spokenDeadline, spokenMoment } from '../../../../kernel/index.js';
import type { PartnersOffer } from '../../../reading/partner-claims.js';
import { renderPage } from '../../layout.js';
import { partnerPath, reportPath, type View } from '../view.js';
import type { EntryFault, EntryField, EntryWords } from '../words/entry-words.js';
import { entryWords } from '../words/entry-words-of-language.js';

/** What every form of a person brings along. */
export interface Entering {
  readonly formToken: string;
  /** New with each page: what is sent twice enters once. */
  readonly form: string;
}

export interface FieldFault {
  readonly field: EntryField;
  readonly fault: EntryFault;
}

export function claimsPath({ partner, campaign }: PartnersOffer): string {
  return `${reportPath(partner.partnerId, campaign.campaign)}/claims`;
}

export function registrationPath({ partner, campaign }: PartnersOffer): string {
  return `${reportPath(partner.partnerId, campaign.campaign)}/registration`;
}

/** A page before an offer, with the way back. */
export function entryPage({
  offer,
  view,
  title,
  path,
  above = [],
  isFaulty = false,
  children,
}: {
  readonly offer: PartnersOffer;
  readonly view: View;
  readonly title: string;
  readonly path: string;
  readonly above?: readonly { readonly label: string; readonly href: string }[];
  readonly isFaulty?: boolean;
  readonly children: ComponentChildren;
}): string {
  const { partner, campaign } = offer;
  const home = partnerPath(partner.partnerId);
  const words = entryWords(view.language);
  return renderPage({
    title: `${isFaulty ? `${words.error} ` : ''}${title}, ${campaign.title}`,
    frame: view.frame(path, home),
    crumbs: [{ label: view.words.frame.home, href: view.href(home) }, ...above],
    children: (
      <>
        <div class="head">
          <h1>{title}</h1>
          <p class="under">
            {campaign.title}, {partner.legalName ?? partner.partnerId}
          </p>
        </div>
        {children}
      </>
    ),
  });
}

/** When something is taken, and where it stands with that now. */
export function PeriodNote({
  offer,
  period,
  view,
}: {
  readonly offer: PartnersOffer;
  readonly period: Period | undefined;
  readonly view: View;
}): JSX.Element {
  const words = entryWords(view.language);
  if (period === undefined) return <p class="lead">{words.notAsked}</p>;
  const zone = offer.campaign.terms.timeZone.value;
  const from = spokenMoment(period.from, zone, view.language);
  const until = spokenDeadline(period.until, zone, view.language);
  if (offer.now < period.from) return <p class="lead">{words.notYet(from)}</p>;
  return <p class="lead">{offer.now < period.until ? words.taken(from, until) : words.over(until)}</p>;
}

export function Hidden({ values }: { readonly values: Readonly<Record<string, string>> }): JSX.Element {
  return (
    <>
      {Object.entries(values).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

/** A field with its words: its label, its hint, and what is wrong with it. */
export function Labelled({
  field,
  id = field,
  words,
  hint = words.hints[field],
  fault,
  children,
}: {
  readonly field: EntryField;
  readonly id?: string;
  readonly words: EntryWords;
  readonly hint?: string | undefined;
  readonly fault: EntryFault | undefined;
  readonly children: (described: Described) => ComponentChildren;
}): JSX.Element {
  const ids = [...(hint === undefined ? [] : [`${id}-hint`]), ...(fault === undefined ? [] : [`${id}-error`])];
  return (
    <div class={fault === undefined ? 'field' : 'field faulty'}>
      <label for={id}>{words.labels[field]}</label>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p class="error" id={`${id}-error`}>
          {words.error} {words.faults[fault]}
        </p>
      )}
      {children({
        id,
        'aria-describedby': ids.length === 0 ? undefined : ids.join(' '),
        'aria-invalid': fault === undefined ? undefined : 'true',
      })}
    </div>
  );
}

interface Described {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': 'true' | undefined;
}

export function WrittenField({
  field,
  words,
  value,
  fault,
}: {
  readonly field: EntryField;
  readonly words: EntryWords;
  readonly value: string;
  readonly fault: EntryFault | undefined;
}): JSX.Element {
  return (
    <Labelled field={field} words={words} fault={fault}>
      {(described) => (
        <input
          {...described}
          type="text"
          name={field}
          value={value}
          maxLength={LONGEST_CLAIM_FIELD}
          spellcheck={false}
          autocomplete={field === 'contactEmail' ? 'email' : field === 'companyName' ? 'organization' : 'off'}
        />
      )}
    </Labelled>
  );
}

/** All that is wrong, each leading to its field; what is wrong with the whole stands alone. */
export function Faults({
  faults,
  words,
}: {
  readonly faults: readonly FieldFault[];
  readonly words: EntryWords;
}): JSX.Element | null {
  if (faults.length === 0) return null;
  return (
    <aside class="next warning" aria-label={words.error} tabIndex={-1} autofocus>
      <ul>
        {faults.map(({ field, fault }) => (
          <li key={`${field} ${fault}`}>
            <a href={`#${field}`}>
              {words.labels[field]}: {words.faults[fault]}
            </a>
          </li>
        ))}
      </ul>
    </aside>
  );
}

export function Fact({ term, children }: { readonly term: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
