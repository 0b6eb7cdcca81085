import type { CampaignTerms } from '../terms.js';
import type { Say } from './remark.js';

/** Holds numbers of seats against each other. */
export function checkSeatTerms({ minimumSeats, maximumSeats, seatsAdded }: CampaignTerms, say: Say): void {
  if (maximumSeats === undefined) return;
  const { seats, above } = maximumSeats.value;
  const minimum = minimumSeats?.value ?? 0;
  if (above === 'not eligible' && minimum > seats)
    say.contradiction(
      ['maximumSeats', 'value', 'seats'],
      `nobody has at least ${String(minimum)} seats and at most ${String(seats)}`,
    );
  if (above === 'the maximum counts' && minimum >= seats && minimum > 0)
    say.warning(
      ['maximumSeats', 'value', 'seats'],
      `whoever qualifies has ${String(minimum)} seats or more, so that always ${String(seats)} count`,
    );
  const added = seatsAdded?.value.atLeast ?? 0;
  if (above === 'not eligible' && added > seats)
    say.contradiction(
      ['seatsAdded', 'value', 'atLeast'],
      `nobody adds ${String(added)} seats and has at most ${String(seats)}`,
    );
}
