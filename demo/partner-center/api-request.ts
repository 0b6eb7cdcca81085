import type { IncomingHttpHeaders } from 'node:http';
import type { Guid, Instant } from '../../src/kernel/index.js';
import type { Customer, World } from '../world/index.js';
import type { FaultKind } from './faults/plan.js';
import type { InsightsDesk } from './insights-desk.js';
import type { PageSizes } from './paging.js';

export interface ApiRequest {
  readonly world: World;
  readonly customersById: ReadonlyMap<Guid, Customer>;
  readonly at: Instant;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Of a POST, as JSON. */
  readonly body: unknown;
  readonly insights: InsightsDesk;
  readonly pageSizes: PageSizes;
  /** What befalls this request, where it asks for a page. */
  readonly fault: FaultKind | undefined;
}
