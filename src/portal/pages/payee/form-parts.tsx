import type { ComponentChildren, JSX } from 'preact';
import type { Option } from './countries.js';
import type { FormFault, FormField, PayeeWords } from './words/payee-words.js';

export interface FieldError {
  readonly field: FormField;
  readonly fault: FormFault;
}

/** What a field shows beside its words: what was typed, and what is wrong with it. */
export interface FieldProps {
  readonly field: FormField;
  readonly words: PayeeWords;
  readonly value: string;
  readonly fault: FormFault | undefined;
}

const hintId = (field: FormField) => `${field}-hint`;
const errorId = (field: FormField) => `${field}-error`;

function describedBy({ field, words, fault }: Pick<FieldProps, 'field' | 'words' | 'fault'>): string | undefined {
  const ids = [
    ...(words.form.hints[field] === '' ? [] : [hintId(field)]),
    ...(fault === undefined ? [] : [errorId(field)]),
  ];
  return ids.length === 0 ? undefined : ids.join(' ');
}

/** The words beside a field: its hint, and what is wrong. */
function Beside({ field, words, fault }: Omit<FieldProps, 'value'>): JSX.Element {
  const hint = words.form.hints[field];
  return (
    <>
      {hint !== '' && (
        <p class="hint" id={hintId(field)}>
          {hint}
        </p>
      )}
      {fault !== undefined && (
        <p class="error" id={errorId(field)}>
          <span class="unseen">{words.error} </span>
          {words.faults[fault]}
        </p>
      )}
    </>
  );
}

function Field(props: FieldProps & { readonly children: ComponentChildren }): JSX.Element {
  const { field, words, fault, children } = props;
  return (
    <div class={fault === undefined ? 'field' : 'field faulty'}>
      <label for={field}>{words.form.labels[field]}</label>
      <Beside field={field} words={words} fault={fault} />
      {children}
    </div>
  );
}

export function TextField({
  longest,
  autocomplete = 'off',
  ...props
}: FieldProps & { readonly longest: number; readonly autocomplete?: string }): JSX.Element {
  const { field, value, fault } = props;
  return (
    <Field {...props}>
      <input
        type="text"
        id={field}
        name={field}
        value={value}
        maxLength={longest}
        autocomplete={autocomplete}
        spellcheck={false}
        aria-describedby={describedBy(props)}
        aria-invalid={fault === undefined ? undefined : 'true'}
      />
    </Field>
  );
}

export function ChoiceOfMany({ options, ...props }: FieldProps & { readonly options: readonly Option[] }): JSX.Element {
  const { field, words, value, fault } = props;
  return (
    <Field {...props}>
      <select
        id={field}
        name={field}
        aria-describedby={describedBy(props)}
        aria-invalid={fault === undefined ? undefined : 'true'}
      >
        <option value="">{words.form.choose}</option>
        {options.map(({ code, name }) => (
          <option key={code} value={code} selected={code === value}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** Each with words of its own beside it. The first has the id of the field, so that a link to the field leads there. */
export function ChoiceOfFew({
  options,
  ...props
}: FieldProps & { readonly options: readonly (Option & { readonly means?: string })[] }): JSX.Element {
  const { field, words, value, fault } = props;
  return (
    <div
      class={fault === undefined ? 'field' : 'field faulty'}
      role="radiogroup"
      aria-labelledby={`${field}-label`}
      aria-describedby={describedBy(props)}
    >
      <span class="label" id={`${field}-label`}>
        {words.form.labels[field]}
      </span>
      <Beside field={field} words={words} fault={fault} />
      {options.map(({ code, name, means }, index) => {
        const id = index === 0 ? field : `${field}-${code}`;
        return (
          <div key={code}>
            <div class="choice">
              <input
                type="radio"
                id={id}
                name={field}
                value={code}
                checked={code === value}
                aria-describedby={means === undefined ? undefined : `${id}-means`}
              />
              <label for={id}>{name}</label>
            </div>
            {means !== undefined && (
              <p class="hint" id={`${id}-means`}>
                {means}
              </p>
            )}
          </div>
        );
      })}
    </div>
  );
}

/** All errors in one place, each leading to its field; where the page opens it is what is read first. */
export function ErrorSummary({
  words,
  errors,
}: {
  readonly words: PayeeWords;
  readonly errors: readonly FieldError[];
}): JSX.Element {
  return (
    <section class="errors" aria-labelledby="errors-title" tabIndex={-1} autofocus>
      <h2 id="errors-title">{words.form.errorsTitle(errors.length)}</h2>
      <ul>
        {errors.map(({ field, fault }) => (
          <li key={field}>
            <a href={`#${field}`}>
              {words.form.labels[field]} – {words.faults[fault]}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
