import { SeatbackError } from '../../../kernel/index.js';

/** How a call ended that brought no answer to read. `isRefusal`: we may not look; it is no fault that passes. */
export class PartnerCenterError extends SeatbackError {
  readonly status: number | undefined;

  constructor(
    report: ConstructorParameters<typeof SeatbackError>[0],
    status: number | undefined,
    options?: ErrorOptions,
  ) {
    super(report, options);
    this.status = status;
  }

  get isRefusal(): boolean {
    return this.status === 403;
  }
}

export function failed(
  path: string,
  expected: string,
  found: string,
  next: string,
  status: number | undefined,
  cause?: unknown,
): PartnerCenterError {
  return new PartnerCenterError({ code: 'PARTNER_CENTER_FAILED', expected, found, where: path, next }, status, {
    cause,
  });
}

/** An answer of another form than Microsoft documents. */
export function unreadable(path: string, expected: string, found: string, cause?: unknown): PartnerCenterError {
  return new PartnerCenterError(
    {
      code: 'PARTNER_CENTER_UNREADABLE',
      expected,
      found,
      where: path,
      next: 'Report it: the answer differs from what Microsoft documents.',
    },
    undefined,
    { cause },
  );
}

/** Nothing gets through: whoever asks on only makes it worse. */
export function down(path: string): PartnerCenterError {
  return new PartnerCenterError(
    {
      code: 'PARTNER_CENTER_DOWN',
      expected: 'an answer now and then',
      found: 'none for a long time',
      where: path,
      next: 'Check the network and the status page of Partner Center; the pull tries again by itself.',
    },
    undefined,
  );
}
