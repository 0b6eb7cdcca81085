import type { ComponentChildren, JSX } from 'preact';
import type { Language } from '../../../kernel/index.js';
import type { AskedPartner, ReviewedDetails } from '../../../payout/index.js';
import { countryName } from './countries.js';
import { renderPayeePage } from './payee-layout.js';
import { CONFIRM_PATH, DETAILS_PATH } from './payee-paths.js';
import { payeeWords } from './words/words-of-language.js';

export interface Review {
  readonly language: Language;
  readonly asked: AskedPartner;
  readonly reviewed: ReviewedDetails;
  readonly givenBy: string;
  readonly contact: string;
  readonly formToken: string;
  /** What was typed, sealed. */
  readonly draft: string;
}

/** Everything once more before it is final; of the account the last four characters. */
export function reviewPage({ language, asked, reviewed, givenBy, contact, formToken, draft }: Review): string {
  const words = payeeWords(language);
  const { title, lead, labels, names, doubts, doubtsTitle, confirm, change, changeMeans } = words.review;
  const { details, account, name, doubts: found } = reviewed;
  const fields = words.form.labels;
  const compared = name === null ? undefined : names[name];
  return renderPayeePage({
    language,
    title,
    path: DETAILS_PATH,
    children: (
      <>
        <h1>{title}</h1>
        <p class="lead">{lead}</p>
        <dl class="facts">
          <Fact term={fields.accountName}>{details.accountName}</Fact>
          <Fact term={labels.registeredName}>{asked.partnerName}</Fact>
          <Fact term={labels.account}>
            <strong>{account}</strong>
          </Fact>
          <Fact term={labels.bank}>{[details.bic, details.clearingMemberId].filter(Boolean).join(', ')}</Fact>
          <Fact term={fields.bankCountry}>{countryName(details.bankCountry, language)}</Fact>
          <Fact term={fields.currency}>{details.currency}</Fact>
          <Fact term={fields.accountKind}>{words.form.kinds[details.accountKind]}</Fact>
          <Fact term={fields.givenBy}>
            {givenBy}, {contact}
          </Fact>
        </dl>
        {compared !== undefined && (
          <Aside title={compared.title} paragraphs={compared.text} isWarning={name !== 'match'} />
        )}
        {details.accountKind === 'personal' && (
          <Aside
            title={words.form.kinds.personal}
            paragraphs={[words.form.personalMeans[asked.personalAccount]]}
            isWarning
          />
        )}
        {found.length > 0 && <Aside title={doubtsTitle} paragraphs={found.map((doubt) => doubts[doubt])} isWarning />}
        <form method="post" action={CONFIRM_PATH} autocomplete="off">
          <input type="hidden" name="form" value={formToken} />
          <input type="hidden" name="draft" value={draft} />
          <div class="buttons">
            <button type="submit" name="act" value="confirm">
              {confirm}
            </button>
            <button type="submit" name="act" value="change" class="second" aria-describedby="change-means">
              {change}
            </button>
          </div>
          <p class="note" id="change-means">
            {changeMeans}
          </p>
        </form>
      </>
    ),
  });
}

function Fact({ term, children }: { readonly term: string; readonly children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Aside({
  title,
  paragraphs,
  isWarning,
}: {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly isWarning: boolean;
}): JSX.Element {
  return (
    <aside class={isWarning ? 'next warning' : 'next'} aria-label={title}>
      <p>
        <strong>{title}</strong>
      </p>
      {paragraphs.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
    </aside>
  );
}
