import { spokenDeadline, type Language } from '../../../kernel/index.js';
import type { AskedPartner } from '../../../payout/index.js';
import { countries, currencies } from './countries.js';
import { ChoiceOfFew, ChoiceOfMany, ErrorSummary, TextField, type FieldError } from './form-parts.js';
import { renderPayeePage } from './payee-layout.js';
import { DETAILS_PATH } from './payee-paths.js';
import { FORM_FIELDS, type FormField } from './words/payee-words.js';
import { payeeWords } from './words/words-of-language.js';

export type { FieldError } from './form-parts.js';
export type { FormField } from './words/payee-words.js';

/** What stands in the fields; empty where nothing does. */
export type TypedDetails = Readonly<Record<FormField, string>>;

export interface DetailsForm {
  readonly language: Language;
  readonly asked: AskedPartner;
  /** Who pays; null where nobody has said so yet. */
  readonly payer: string | null;
  readonly formToken: string;
  /** Without numbers: none is written into a page. */
  readonly typed: TypedDetails;
  readonly errors: readonly FieldError[];
  /** Whether it was filled in before, so that numbers are to be typed again. */
  readonly isAgain: boolean;
}

export function detailsForm(form: DetailsForm): string {
  const { language, asked, payer, formToken, typed, isAgain } = form;
  const words = payeeWords(language);
  const { title, intro, until, steps, typeAgain, groups, kinds, personalMeans, submit } = words.form;
  const errors = FORM_FIELDS.flatMap((field) => form.errors.filter((error) => error.field === field));
  const of = (field: FormField) => ({
    field,
    words,
    value: typed[field],
    fault: errors.find((error) => error.field === field)?.fault,
  });
  return renderPayeePage({
    language,
    title: errors.length > 0 ? `${words.error} ${title}` : title,
    path: DETAILS_PATH,
    children: (
      <>
        <h1>{title}</h1>
        {errors.length > 0 && <ErrorSummary words={words} errors={errors} />}
        <p>{intro(payer, asked.campaign, `${asked.partnerName} (${asked.partnerId})`)}</p>
        <p>
          {until(spokenDeadline(asked.answerBy, asked.timeZone, language))} {steps}
        </p>
        {isAgain && (
          <aside class="next" aria-label={words.form.groups.account}>
            <p>{typeAgain}</p>
          </aside>
        )}
        <form method="post" action={DETAILS_PATH} autocomplete="off" noValidate>
          <input type="hidden" name="form" value={formToken} />
          <fieldset>
            <legend>{groups.account}</legend>
            <ChoiceOfFew
              {...of('accountKind')}
              options={[
                { code: 'business', name: kinds.business },
                { code: 'personal', name: kinds.personal, means: personalMeans[asked.personalAccount] },
              ]}
            />
            <TextField {...of('accountName')} longest={140} autocomplete="organization" />
            <ChoiceOfMany {...of('bankCountry')} options={countries(language)} />
            <ChoiceOfMany
              {...of('currency')}
              options={currencies(language).map(({ code, name }) => ({ code, name: `${code} – ${name}` }))}
            />
          </fieldset>
          <fieldset>
            <legend>{groups.bank}</legend>
            <TextField {...of('iban')} longest={60} />
            <TextField {...of('accountNumber')} longest={60} />
            <TextField {...of('bic')} longest={20} />
            <TextField {...of('clearingMemberId')} longest={40} />
          </fieldset>
          <fieldset>
            <legend>{groups.person}</legend>
            <TextField {...of('givenBy')} longest={140} autocomplete="name" />
            <TextField {...of('contact')} longest={140} autocomplete="organization-title" />
          </fieldset>
          <div class="buttons">
            <button type="submit">{submit}</button>
          </div>
        </form>
      </>
    ),
  });
}
