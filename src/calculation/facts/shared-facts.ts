import type { Session } from '../../database/index.js';
import type { CalendarDate } from '../../kernel/index.js';
import { loadCaseProducts, type CaseProducts, type ObservedSku } from './case-products.js';
import { loadDecisions, type DecisionsByPair } from './decisions.js';
import type { Snapshot } from './snapshot.js';

/** What all customers of a snapshot share. It follows from the snapshot alone, and stays as long as that does. */
export interface SharedFacts {
  readonly products: CaseProducts;
  readonly decisions: DecisionsByPair;
  /** The catalogue of each day of a reading, filled while customers are looked at. */
  readonly skusOfDays: Map<CalendarDate, Map<number, ObservedSku>>;
}

export async function loadSharedFacts(session: Session, snapshot: Snapshot): Promise<SharedFacts> {
  return {
    products: await loadCaseProducts(session, snapshot),
    decisions: await loadDecisions(session, snapshot),
    skusOfDays: new Map(),
  };
}
