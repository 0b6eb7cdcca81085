import type { JSX } from 'preact';
import { spokenDeadline } from '../../../kernel/index.js';
import type { ReportedCampaign, ReportedRun } from '../../reading/partner-report.js';
import { Badge } from '../parts.js';
import type { Tone } from '../words.js';
import type { View } from './view.js';

type Finality = 'provisional' | 'beingChecked' | 'final';

const TONES: Readonly<Record<Finality, Tone>> = { provisional: 'open', beingChecked: 'open', final: 'good' };

/** Only what was approved and posted is final; everything before can still change. */
export function finalityOf({ kind, state }: Pick<ReportedRun, 'kind' | 'state'>): Finality {
  if (kind === 'provisional') return 'provisional';
  return state === 'posted' ? 'final' : 'beingChecked';
}

export function FinalityBadge({ run, view }: { readonly run: ReportedRun; readonly view: View }): JSX.Element {
  const finality = finalityOf(run);
  return <Badge says={view.words.labels[finality]} tone={TONES[finality]} />;
}

/** Whether what the page says is final, in a sentence that nobody can overlook. */
export function FinalityNote({
  run,
  campaign,
  view,
}: {
  readonly run: ReportedRun;
  readonly campaign: ReportedCampaign;
  readonly view: View;
}): JSX.Element {
  const { words } = view;
  const snapshot = spokenDeadline(run.snapshotAt, campaign.timeZone, view.language);
  const finality = finalityOf(run);
  const says = { provisional: words.provisional, beingChecked: words.unapproved, final: words.final }[finality](
    snapshot,
  );
  return (
    <p class={finality === 'final' ? 'state' : 'state provisional'}>
      <FinalityBadge run={run} view={view} /> {says}
    </p>
  );
}
