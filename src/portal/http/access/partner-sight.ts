import { SeatbackError } from '../../../kernel/index.js';
import type { HeldBy } from './allow.js';
import type { PersonRequest } from './person-http.js';

/**
 * Holds a request to the partners in sight. Another partner is answered as one that is not there.
 *
 * @throws SeatbackError PARTNER_UNKNOWN, INPUT_INVALID
 */
export function holdToPartners(request: PersonRequest, heldBy: HeldBy, sight: readonly string[]): void {
  // The route leaves out of its answer what is not theirs.
  if (heldBy === 'answer') return;
  const { query, params } = request;
  const [only, ...others] = sight;
  if (heldBy === 'query' && query['partner'] === undefined) {
    if (only === undefined) throw partnerUnknown('');
    if (others.length > 0) throw partnerToBeNamed(sight);
    query['partner'] = only;
    return;
  }
  const asked = heldBy === 'query' ? query['partner'] : params['partnerId'];
  if (typeof asked !== 'string' || !sight.includes(asked)) throw partnerUnknown(asked);
}

function partnerUnknown(asked: unknown): SeatbackError {
  return new SeatbackError({
    code: 'PARTNER_UNKNOWN',
    expected: 'the MPN / PartnerID of a partner',
    found: `"${String(asked).slice(0, 100)}"`,
    where: 'partners',
    next: 'Use an id that /account lists.',
  });
}

function partnerToBeNamed(sight: readonly string[]): SeatbackError {
  return new SeatbackError({
    code: 'INPUT_INVALID',
    expected: `partner: one of ${sight.slice(0, 20).join(', ')}`,
    found: 'partner: nothing',
    where: 'query parameters',
    next: 'Name one of your partners.',
  });
}
