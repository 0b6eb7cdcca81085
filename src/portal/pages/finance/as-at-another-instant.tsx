import type { JSX } from 'preact';
import { calendarDate, endOfDay, instant, plusMillis } from '../../../kernel/index.js';
import type { AskedWorksAnswer } from '../../answers/asked-work-answers.js';
import type { CampaignHeading } from '../../reading/campaign-reading.js';
import { spokenDay, spokenInstant, typedAs } from '../format.js';
import { ActForm } from './act-form.js';
import { typedIn, type TypedForm } from './typed-form.js';
import { roleMissingFor, type Viewer } from './viewer.js';

const A_MINUTE_MS = 60_000;

interface Props {
  readonly asked: AskedWorksAnswer;
  readonly viewer: NonNullable<Viewer>;
  readonly typed: TypedForm | undefined;
  readonly window: CampaignHeading['window'];
  readonly zone: string;
  /** What the posted run saw: by less nothing is restated. Undefined where it is on another page of the list. */
  readonly postedKnownAt: string | undefined;
}

/**
 * Runs that look at another instant: seats inside the window, as if it had ended then, or only what was recorded until a
 * day. None of them stands in the way of the ordinary one.
 */
export function AsAtAnotherInstant({
  asked: { campaignId, posted },
  viewer,
  typed,
  window,
  zone,
  postedKnownAt,
}: Props): JSX.Element | null {
  const act = posted === null ? 'calculation' : 'restatement';
  if (roleMissingFor(act, viewer) !== undefined) return null;
  const action = `/campaigns/${campaignId}/${act}`;
  const example = (day: string) =>
    `${typedAs(endOfDay(calendarDate(day), zone), zone)} for the end of ${spokenDay(day)}`;
  const until =
    postedKnownAt === undefined
      ? `Type ${example(window.to)} (${zone}).`
      : `Later than the posted run knew, ${spokenInstant(postedKnownAt, zone)}: type ${typedAs(minuteAfter(postedKnownAt), zone)} (${zone}) or later.`;
  return (
    <details open={typed?.action === action}>
      <summary>As at another instant</summary>
      <ActForm
        action={action}
        formToken={viewer.formToken}
        button={act === 'calculation' ? 'Calculate as at these instants' : 'Restate by what was known then'}
      >
        {act === 'calculation' && (
          <InstantField
            name="snapshotAt"
            label="Seats at"
            note={`Inside the window: an estimate, as if it had ended then. Type ${example(window.from)} (${zone}). Empty: the end of the window; while it is open, now.`}
            value={typedIn(typed, action, 'snapshotAt')}
          />
        )}
        <InstantField
          name="knownAt"
          label="By what was recorded until"
          note={`All that came later is not seen. ${until} Empty: all that is known.`}
          value={typedIn(typed, action, 'knownAt')}
        />
      </ActForm>
    </details>
  );
}

/** No part of a minute is typed. */
function minuteAfter(at: string): string {
  return `${plusMillis(instant(at), A_MINUTE_MS).slice(0, 16)}:00Z`;
}

function InstantField({
  name,
  label,
  note,
  value,
}: {
  readonly name: string;
  readonly label: string;
  readonly note: string;
  readonly value: string | undefined;
}): JSX.Element {
  const id = `asked-${name}`;
  return (
    <div class="line">
      <label for={id}>{label}</label>
      <input
        type="text"
        id={id}
        name={name}
        value={value}
        maxLength={40}
        autocomplete="off"
        aria-describedby={`${id}-note`}
      />
      <span class="note" id={`${id}-note`}>
        {note}
      </span>
    </div>
  );
}
