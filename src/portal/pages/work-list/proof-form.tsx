import type { JSX } from 'preact';
import type { OpenProof } from '../../../claims/index.js';
import type { WaitingClaim } from '../../reading/work-item.js';
import { typedIn } from '../finance/typed-form.js';
import { WorkForm, WorkReason, type WorkFormProps } from './work-form.js';
import { proofsHref } from './work-paths.js';

/** Says of a document that it is a proof of performance; it is read first, as a file. */
export function ProofForm({
  proof: { document, fileName, givenAt },
  claim: { claimId, partnerId },
  campaignId,
  formToken,
  from,
  typed,
}: WorkFormProps & { readonly proof: OpenProof; readonly claim: WaitingClaim }): JSX.Element {
  const field = (name: string) => `${name}-${String(document)}`;
  const action = proofsHref(campaignId);
  const of = (name: string) => typedIn(typed, action, name);
  const isTyped = of('document') === String(document);
  const was = (name: string) => (isTyped ? of(name) : undefined);
  const file = ['partners', partnerId, 'campaigns', campaignId, 'claims', claimId, 'documents', String(document)];
  return (
    <WorkForm
      summary={`Accept document ${String(document)} as a proof of performance`}
      lead={
        <p>
          <a href={`/${file.map(encodeURIComponent).join('/')}`}>{fileName}</a>, given at {givenAt.slice(0, 16)} UTC: it
          comes from outside, open it with care.
        </p>
      }
      isOpen={isTyped}
      button="Accept proof"
      {...{ action, formToken, from }}
    >
      <input type="hidden" name="document" value={String(document)} />
      <div>
        <label for={field('proves')}>What proves it, such as “sales report”</label>
        <input id={field('proves')} name="proves" required maxLength={200} value={was('proves')} />
      </div>
      <div>
        <label for={field('handedInAt')}>When it was received, where that was before (2019-07-31T15:00:00Z)</label>
        <input id={field('handedInAt')} name="handedInAt" maxLength={40} value={was('handedInAt')} />
      </div>
      <WorkReason id={field('reason')} value={was('reason')} />
    </WorkForm>
  );
}
