/** The HTTP face of the portal, apart from its other face: a command that answers no requests loads no server. */
export { PortalHttpModule } from './http.module.js';
export { portalAdapter } from './portal-adapter.js';
export { NotedClock } from './kept/noted-work.js';
export { Readiness } from './operations/readiness.js';
export { RequestMetrics } from './operations/request-metrics.js';
