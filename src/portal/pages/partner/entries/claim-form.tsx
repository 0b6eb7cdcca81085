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
  const claims = claimsPath(offer);
  const path = `${claims}/new`;
  return entryPage({
    offer,
    view,
    title: words.newClaim,
    path,
    above: [{ label: words.claims, href: view.href(claims) }],
    isFaulty: faults.length > 0,
    children: (
      <>
        <p class="lead">{words.claimLead}</p>
        <Faults faults={faults} words={words} />
        <form class="entry" method="post" action={view.href(path)} noValidate>
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
      </>
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
  const claims = claimsPath(offer);
  const path = `${claims}/new`;
  const fields = askedFields(offer.campaign.terms);
  return entryPage({
    offer,
    view,
    title: words.reviewTitle,
    path,
    above: [{ label: words.claims, href: view.href(claims) }],
    isFaulty: faults.length > 0,
    children: (
      <>
        <p class="lead">{words.reviewLead}</p>
        <Faults faults={faults} words={words} />
        <dl class="facts">
          <Fact term={words.mpnId}>{offer.partner.partnerId}</Fact>
          {fields.map((field) => (
            <Fact key={field} term={words.labels[field]}>
              {typed[field]}
            </Fact>
          ))}
        </dl>
        <form class="entry" method="post" action={view.href(path)} enctype="multipart/form-data" noValidate>
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
        <form class="entry" method="post" action={view.href(path)}>
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

function hiddenOf({ formToken, form }: Entering): Record<string, string> {
  return { formToken, form };
}

function written(typed: TypedClaim): Record<string, string> {
  return { ...typed };
}
