import type { JSX } from 'preact';
import {
  isWithin,
  registrationFields,
  registrationPeriod,
  type RegistrationField,
  type RegistrationStanding,
  type TypedRegistration,
} from '../../../../claims/index.js';
import type { PartnersOffer } from '../../../reading/partner-claims.js';
import type { View } from '../view.js';
import type { EntryWords } from '../words/entry-words.js';
import { entryWords } from '../words/entry-words-of-language.js';
import {
  entryPage,
  Fact,
  Faults,
  Hidden,
  PeriodNote,
  registrationPath,
  WrittenField,
  type Entering,
  type FieldFault,
} from './entry-parts.js';

export interface RegistrationPage {
  readonly offer: PartnersOffer;
  readonly view: View;
  readonly entering: Entering | undefined;
  readonly standing: RegistrationStanding | undefined;
  readonly typed: TypedRegistration;
  readonly faults: readonly FieldFault[];
  /** Everything once more, before it is sent. */
  readonly isReview: boolean;
}

/** Where a partner stands with the registration that an offer asks for, and how it registers. */
export function registrationPage(props: RegistrationPage): string {
  const { offer, view, entering, standing, faults, isReview } = props;
  const words = entryWords(view.language);
  const period = registrationPeriod(offer.campaign.terms);
  const isOpen = period !== undefined && isWithin(period, offer.now);
  return entryPage({
    offer,
    view,
    title: isReview ? words.reviewTitle : words.registration,
    path: registrationPath(offer),
    isFaulty: faults.length > 0,
    children: (
      <>
        {standing !== undefined && <Standing {...props} standing={standing} words={words} />}
        <Faults faults={faults} words={words} />
        {standing === undefined && <PeriodNote offer={offer} period={period} view={view} />}
        {standing === undefined && isOpen && entering === undefined && <p class="note">{words.onlyAdministrators}</p>}
        {standing === undefined &&
          isOpen &&
          entering !== undefined &&
          (isReview ? (
            <Review {...props} entering={entering} words={words} />
          ) : (
            <Form {...props} entering={entering} words={words} />
          ))}
      </>
    ),
  });
}

type Props = RegistrationPage & { readonly words: EntryWords };

function Standing({ offer, view, standing, words }: Props & { readonly standing: RegistrationStanding }): JSX.Element {
  const { flaw, registeredAt } = standing;
  const isForAPerson = flaw === 'name-differs' || flaw === 'name-unclear';
  return (
    <>
      <p class="lead">
        {flaw === null
          ? words.registrationCounts
          : isForAPerson
            ? words.registrationForPerson
            : words.registrationFlawed}
      </p>
      <dl class="facts">
        <Fact term={words.registeredOn}>{view.moment(registeredAt, offer.campaign.terms.timeZone.value)}</Fact>
      </dl>
    </>
  );
}

function Form({ offer, view, entering, typed, faults, words }: Props & { readonly entering: Entering }): JSX.Element {
  const { terms } = offer.campaign;
  const fault = faults.find(({ field }) => field === 'acceptedTerms')?.fault;
  const own = terms.registration?.value.terms ?? '';
  return (
    <>
      <p>{words.registrationLead}</p>
      <form class="entry" method="post" action={view.href(registrationPath(offer))} noValidate>
        <Hidden values={{ formToken: entering.formToken, form: entering.form, act: 'review' }} />
        {registrationFields(terms).map((field: RegistrationField) => (
          <WrittenField
            key={field}
            field={field}
            words={words}
            value={typed[field]}
            fault={faults.find((each) => each.field === field)?.fault}
          />
        ))}
        <div class={fault === undefined ? 'field' : 'field faulty'}>
          {fault !== undefined && (
            <p class="error" id="acceptedTerms-error">
              {words.error} {words.faults[fault]}
            </p>
          )}
          <div class="choice">
            <input
              type="checkbox"
              id="acceptedTerms"
              name="acceptedTerms"
              value={own}
              checked={typed.acceptedTerms === own}
              aria-describedby={fault === undefined ? undefined : 'acceptedTerms-error'}
              aria-invalid={fault === undefined ? undefined : 'true'}
            />
            <label for="acceptedTerms">{words.accept(own)}</label>
          </div>
        </div>
        <div class="buttons">
          <button type="submit">{words.look}</button>
        </div>
      </form>
    </>
  );
}

function Review({ offer, view, entering, typed, words }: Props & { readonly entering: Entering }): JSX.Element {
  const sent = (act: 'confirm' | 'change') => ({
    formToken: entering.formToken,
    form: entering.form,
    ...typed,
    act,
  });
  return (
    <>
      <p class="lead">{words.reviewLead}</p>
      <dl class="facts">
        {registrationFields(offer.campaign.terms).map((field) => (
          <Fact key={field} term={words.labels[field]}>
            {typed[field]}
          </Fact>
        ))}
        <Fact term={words.labels.acceptedTerms}>{words.accept(typed.acceptedTerms)}</Fact>
      </dl>
      <div class="buttons">
        {(['confirm', 'change'] as const).map((act) => (
          <form key={act} class="entry" method="post" action={view.href(registrationPath(offer))}>
            <Hidden values={sent(act)} />
            <button type="submit" class={act === 'change' ? 'second' : undefined}>
              {act === 'change' ? words.change : words.sendRegistration}
            </button>
          </form>
        ))}
      </div>
    </>
  );
}
