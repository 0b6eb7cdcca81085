import type { ComponentChildren } from 'preact';
import { askedFields, asksForInvoice, type TypedClaim } from '../../../../claims/index.js';
import type { PartnersOffer } from '../../../reading/partner-claims.js';
import type { View } from '../view.js';
import { entryWords } from '../words/entry-words-of-language.js';
import {
  claimsPath,
  entryPage,
  Fact,
  Faults,
  Hidden,
  Labelled,
  WrittenField,
  type Entering,
  type FieldFault,
} from './entry-parts.js';

export interface ClaimForm {
  readonly offer: PartnersOffer;
  readonly view: View;
  readonly entering: Entering;
  readonly typed: TypedClaim;
  readonly faults: readonly FieldFault[];
}

/** What exactly the offer asks for, and nothing besides. */
export function claimFormPage({ offer, view, entering, typed, faults }: ClaimForm): string {
  const words = entryWords(view.language);
  return newClaimPage({
    ...{ offer, view, faults },
    title: words.newClaim,
    lead: words.claimLead,
    children: (
      <form class="entry" method="post" action={view.href(formPath(offer))} noValidate>
        <Hidden values={{ ...hiddenOf(entering), act: 'review' }} />
        <dl class="facts">
          <Fact term={words.mpnId}>{offer.partner.partnerId}</Fact>
        </dl>
        {askedFields(offer.campaign.terms).map((field) => (
          <WrittenField
            key={field}
            field={field}
            words={words}
            value={typed[field]}
            fault={faults.find((each) => each.field === field)?.fault}
          />
        ))}
        <div class="buttons">
          <button type="submit">{words.look}</button>
        </div>
      </form>
    ),
  });
}

/** Everything once more, and the copy of the invoice where the offer asks for one. */
export function claimReviewPage({
  offer,
  view,
  entering,
  typed,
  faults,
  mostMegabytes,
}: ClaimForm & { readonly mostMegabytes: number }): string {
  const words = entryWords(view.language);
  const action = view.href(formPath(offer));
  const fields = askedFields(offer.campaign.terms);
  return newClaimPage({
    ...{ offer, view, faults },
    title: words.reviewTitle,
    lead: words.reviewLead,
    children: (
      <>
        <dl class="facts">
          <Fact term={words.mpnId}>{offer.partner.partnerId}</Fact>
          {fields.map((field) => (
            <Fact key={field} term={words.labels[field]}>
              {typed[field]}
            </Fact>
          ))}
        </dl>
        <form class="entry" method="post" action={action} enctype="multipart/form-data" noValidate>
          <Hidden values={{ ...hiddenOf(entering), ...written(typed), act: 'confirm' }} />
          {asksForInvoice(offer.campaign.terms) && (
            <Labelled
              field="file"
              words={words}
              hint={`${words.copyTitle}: ${words.fileHint(mostMegabytes)}`}
              fault={faults.find((each) => each.field === 'file')?.fault}
            >
              {(described) => <input {...described} type="file" name="file" />}
            </Labelled>
          )}
          <div class="buttons">
            <button type="submit">{words.sendClaim}</button>
          </div>
        </form>
        <form class="entry" method="post" action={action}>
          <Hidden values={{ ...hiddenOf(entering), ...written(typed), act: 'change' }} />
          <div class="buttons">
            <button type="submit" class="second">
              {words.change}
            </button>
          </div>
        </form>
      </>
    ),
  });
}

/** The claim on its way, with what is wrong with it. */
function newClaimPage({
  offer,
  view,
  faults,
  title,
  lead,
  children,
}: Pick<ClaimForm, 'offer' | 'view' | 'faults'> & {
  readonly title: string;
  readonly lead: string;
  readonly children: ComponentChildren;
}): string {
  const words = entryWords(view.language);
  return entryPage({
    offer,
    view,
    title,
    path: formPath(offer),
    above: [{ label: words.claims, href: view.href(claimsPath(offer)) }],
    isFaulty: faults.length > 0,
    children: (
      <>
        <p class="lead">{lead}</p>
        <Faults faults={faults} words={words} />
        {children}
      </>
    ),
  });
}

function formPath(offer: PartnersOffer): string {
  return `${claimsPath(offer)}/new`;
}

function hiddenOf({ formToken, form }: Entering): Record<string, string> {
  return { formToken, form };
}

function written(typed: TypedClaim): Record<string, string> {
  return { ...typed };
}
