import { createHash } from 'node:crypto';
import { sha256Hex } from '../../kernel/index.js';
import { partnerLines, type StoredDetermination } from './determination-lines.js';

/** What a partner's digest says beside its determinations. Amounts as they are printed. */
export interface DigestedEarning {
  readonly customersQualified: number;
  readonly customersUndecided: number;
  readonly earned: string;
  /** Null: no bound. */
  readonly potential: string | null;
  readonly currency: string;
}

/** SHA-256 over a partner's lines of `determinations.csv`, in their order, and over what it earned. */
export function digestOfPartner(
  campaignId: string,
  rows: readonly StoredDetermination[],
  { customersQualified, customersUndecided, earned, potential, currency }: DigestedEarning,
): string {
  return sha256Hex(
    `${partnerLines(campaignId, rows)}${String(customersQualified)} ${String(customersUndecided)} ${earned} ${potential ?? 'no bound'} ${currency}\n`,
  );
}

/** SHA-256 over the digests of the partners, in the order of their ids. */
export class RunDigest {
  readonly #digest = createHash('sha256');

  add(partnerId: string, partnerDigest: string): void {
    this.#digest.update(`${partnerId}\0${partnerDigest}\n`);
  }

  value(): string {
    return this.#digest.copy().digest('hex');
  }
}
