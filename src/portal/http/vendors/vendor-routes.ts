import { z } from 'zod';
import { vendorRefusal, vendorStatuses } from '../../../payout/index.js';
import {
  acknowledgementBody,
  takenReportsAnswer,
  vendorBatchAnswer,
  vendorBatchesAnswer,
  vendorPaymentsAnswer,
} from './vendor-answers.js';

/** A route of the vendors' API, as it is served, tested for who may call it, and described. */
export interface VendorRoute {
  readonly operationId: string;
  readonly method: 'GET' | 'POST';
  /** As Nest writes it, `:name` for a parameter. */
  readonly path: string;
  readonly summary: string;
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Undefined: the bytes of a file. */
  readonly answer?: z.ZodType;
  readonly problems: Readonly<Record<number, string>>;
}

export const VENDOR_PREFIX = '/api/v1/vendor/';
export const TOKEN_PATH = '/api/v1/oauth/token';

export const batchParameters = z.strictObject({
  batchId: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,35}$/, { error: 'a batchId' })
    .describe('batchId of a batch of yours'),
});
const limit = (most: number, usual: number) =>
  z.coerce.number().int().min(1).max(most).default(usual).describe('Rows of a page');
const cursor = z.string().max(300).optional().describe('nextCursor of the page before');
export const batchesQuery = z.strictObject({ limit: limit(200, 50), cursor });
export const paymentsQuery = z.strictObject({ limit: limit(1000, 200), cursor });

const UNKNOWN = { 401: 'No token in force', 404: 'No released batch of yours has this id' };
const WRITE = {
  ...UNKNOWN,
  400: 'The body or the Idempotency-Key cannot be used',
  409: 'The same request is under way, or the batch is in another state',
  413: 'More than a megabyte',
  415: 'Not application/json',
  422: 'The key stands for another request, or what is said does not fit the batch',
};

export const VENDOR_ROUTES = {
  batches: {
    operationId: 'listBatches',
    method: 'GET',
    path: '/api/v1/vendor/batches',
    summary: 'Batches that were released to you, the first released first',
    query: batchesQuery,
    answer: vendorBatchesAnswer,
    problems: { 400: 'A parameter cannot be used', 401: 'No token in force' },
  },
  batch: {
    operationId: 'getBatch',
    method: 'GET',
    path: '/api/v1/vendor/batches/:batchId',
    summary: 'A batch, its hash and its totals',
    parameters: batchParameters,
    answer: vendorBatchAnswer,
    problems: { 400: 'A parameter cannot be used', ...UNKNOWN },
  },
  file: {
    operationId: 'getFile',
    method: 'GET',
    path: '/api/v1/vendor/batches/:batchId/file',
    summary: 'The bytes that were approved: hash them before anything is paid',
    parameters: batchParameters,
    problems: { 400: 'A parameter cannot be used', ...UNKNOWN },
  },
  payments: {
    operationId: 'listPayments',
    method: 'GET',
    path: '/api/v1/vendor/batches/:batchId/payments',
    summary: 'Payments of a batch, each with its state',
    parameters: batchParameters,
    query: paymentsQuery,
    answer: vendorPaymentsAnswer,
    problems: { 400: 'A parameter cannot be used', ...UNKNOWN },
  },
  acknowledge: {
    operationId: 'acknowledgeBatch',
    method: 'POST',
    path: '/api/v1/vendor/batches/:batchId/acknowledgement',
    summary: 'You have the file, whole, and pay it',
    parameters: batchParameters,
    body: acknowledgementBody,
    answer: vendorBatchAnswer,
    problems: WRITE,
  },
  refuse: {
    operationId: 'refuseBatch',
    method: 'POST',
    path: '/api/v1/vendor/batches/:batchId/refusal',
    summary: 'You pay nothing of it: each payment fails for these reasons',
    parameters: batchParameters,
    body: vendorRefusal,
    answer: vendorBatchAnswer,
    problems: WRITE,
  },
  report: {
    operationId: 'reportStatuses',
    method: 'POST',
    path: '/api/v1/vendor/batches/:batchId/statuses',
    summary: 'What became of payments of a batch that you have acknowledged: all of the request is taken, or nothing',
    parameters: batchParameters,
    body: vendorStatuses,
    answer: takenReportsAnswer,
    problems: WRITE,
  },
} as const satisfies Readonly<Record<string, VendorRoute>>;
