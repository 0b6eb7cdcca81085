import type { JSX } from 'preact';
import type { BatchPaymentAnswer } from '../../answers/payout-answers.js';
import { partnerHref } from '../campaign/outcomes.js';
import { At } from '../parts.js';
import { ActForm, OnTheCommandLine } from './act-form.js';
import { batchHref } from './finance-paths.js';
import { roleMissingFor, type Viewer } from './viewer.js';

const FORMATS = ['pdf', 'csv', 'xlsx'] as const;

/** Files of a document that was given out, each with a name of its own for who hears it read. */
export function DocumentFiles({
  href,
  document,
}: {
  /** Of the documents of the partner. */
  readonly href: string;
  readonly document: string;
}): JSX.Element {
  return (
    <ul class="inline">
      {FORMATS.map((format) => (
        <li key={format}>
          <a href={`${href}/${document}/${format}`} aria-label={`${format.toUpperCase()} of ${document}`}>
            {format.toUpperCase()}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The remittance advice of a payment as it was given out last. */
export function Advice({
  payment: { partnerId, endToEndId, advice },
  campaignId,
  zone,
}: {
  readonly payment: BatchPaymentAnswer;
  readonly campaignId: string;
  readonly zone: string;
}): JSX.Element {
  if (advice === null) return <>Not given out yet</>;
  return (
    <>
      <DocumentFiles href={`${partnerHref(campaignId, partnerId)}/documents`} document={endToEndId} />
      <span class="note">
        Edition {advice.edition}, <At instant={advice.issuedAt} zone={zone} />
      </span>
    </>
  );
}

/** Gives out the advices of the payments of this page: of each that has something new to say the next edition. */
export function GiveOutAdvices({
  batch,
  cursor,
  viewer,
}: {
  readonly batch: number;
  readonly cursor: string | undefined;
  readonly viewer: Viewer;
}): JSX.Element {
  if (viewer === undefined)
    return <OnTheCommandLine commands={['npx seatback remittance END-TO-END-ID --out ./advices']} />;
  const missing = roleMissingFor('advices', viewer);
  if (missing !== undefined) return <p class="note">To give advices out: {missing}</p>;
  return (
    <ActForm
      action={`${batchHref(batch)}/advices`}
      formToken={viewer.formToken}
      button="Give out the advices of these payments"
    >
      {cursor !== undefined && <input type="hidden" name="cursor" value={cursor} />}
      <p>
        Each says how its payment stands now, and its partner finds it on its page. What says the same as before stays
        the same edition.
      </p>
    </ActForm>
  );
}
