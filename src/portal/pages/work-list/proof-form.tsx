import type { JSX } from 'preact';
import type { OpenProof } from '../../../claims/index.js';
import type { WaitingClaim } from '../../reading/work-item.js';
import { typedIn } from '../finance/typed-form.js';
import { FromPage, type WorkFormProps } from './work-forms.js';
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
    <details open={isTyped}>
      <summary>Accept document {document} as a proof of performance</summary>
      <p>
        <a href={`/${file.map(encodeURIComponent).join('/')}`}>{fileName}</a>, given at {givenAt.slice(0, 16)} UTC: it
        comes from outside, open it with care.
      </p>
      <form class="written" method="post" action={action}>
        <input type="hidden" name="formToken" value={formToken} />
        <FromPage from={from} />
        <input type="hidden" name="document" value={String(document)} />
        <div>
          <label for={field('proves')}>What proves it, such as “sales report”</label>
          <input id={field('proves')} name="proves" required maxLength={200} value={was('proves')} />
        </div>
        <div>
          <label for={field('handedInAt')}>When it was received, where that was before (2019-07-31T15:00:00Z)</label>
          <input id={field('handedInAt')} name="handedInAt" maxLength={40} value={was('handedInAt')} />
        </div>
        <div>
          <label for={field('reason')}>Reason, for whoever reads this in a year</label>
          <textarea id={field('reason')} name="reason" required minLength={8} maxLength={2000}>
            {was('reason')}
          </textarea>
        </div>
        <button type="submit">Accept proof</button>
      </form>
    </details>
  );
}
