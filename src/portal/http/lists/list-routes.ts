import { z } from 'zod';
import type { ListFormat } from '../../exports/list-records.js';
import { determinationAnswer, earningAnswer } from '../../answers/result-answers.js';
import { campaignParameters, determinationsQuery, earningsQuery, type ApiRoute } from '../routes.js';

export const LIST_TYPES: Readonly<Record<ListFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

export const listParameters = campaignParameters.extend({
  format: z.enum(['csv', 'ndjson']).describe('CSV with a header, or a JSON object on each line'),
});
export type ListParameters = z.output<typeof listParameters>;

export const listedEarnings = earningsQuery.omit({ limit: true, cursor: true });
export const listedDeterminations = determinationsQuery.omit({ limit: true, cursor: true });

const ofList = {
  parameters: listParameters,
  types: Object.values(LIST_TYPES).map((type) => type.split(';')[0] ?? type),
  problems: { 404: 'No such campaign, or it has no run yet' },
} as const;

/** Whole lists in one answer, sent while they are read. */
export const LIST_ROUTES = {
  earnings: {
    ...ofList,
    operationId: 'listEarnings',
    path: '/api/v1/campaigns/:campaignId/earnings/:format',
    summary: 'All earnings of a run as a file; a row is what `earnings` answers for a partner',
    query: listedEarnings,
    answer: earningAnswer,
  },
  determinations: {
    ...ofList,
    operationId: 'listDeterminations',
    path: '/api/v1/campaigns/:campaignId/determinations/:format',
    summary: 'All determinations of a run as a file; a row is what `determinations` answers for a customer',
    query: listedDeterminations,
    answer: determinationAnswer,
  },
} as const satisfies Readonly<Record<string, ApiRoute>>;
