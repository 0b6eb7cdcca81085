import { oracle, type OracleResult } from './oracle.js';
import type { RuleId } from './rule-ids.js';
import { FIRST_CAMPAIGN, type OracleTerms } from './terms.js';
import { CUSTOMER, ONE_CUSTOMER, WorkedFolders, type Files } from './worked-folder.js';

export interface Question {
  readonly terms?: Partial<OracleTerms>;
  readonly knownAt?: string;
  readonly snapshotAt?: string;
}

export const AUGUST = '2019-08-15T12:00:00Z';

/** The worked case of the campaign's page, asked with changes. */
export class WorkedCase {
  readonly folders = new WorkedFolders();

  /** One delivery for each of the folders, a day apart from 2019-07-02 on. */
  readonly calculate = (
    deliveries: readonly Files[],
    { terms, knownAt = AUGUST, snapshotAt }: Question = {},
  ): OracleResult =>
    oracle(
      deliveries.map((files, place) => ({
        folder: this.folders.write(files),
        recordedAt: `2019-07-0${place + 2}T09:00:00Z`,
      })),
      { ...FIRST_CAMPAIGN, ...terms },
      { knownAt, ...(snapshotAt === undefined ? {} : { snapshotAt }) },
    );

  /** With some of its files changed. */
  readonly given = (changes: Files, question?: Question): OracleResult =>
    this.calculate([{ ...ONE_CUSTOMER, ...changes }], question);
}

/** The rows of `determinations.csv` from the partner on, without its header. */
export const determined = (result: OracleResult): string[] =>
  rowsOf(result.determinationsCsv).map((row) => row.replaceAll(CUSTOMER, 'c'));

export const earned = (result: OracleResult): string[] => rowsOf(result.earningsCsv);

const rowsOf = (csv: string): string[] =>
  csv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((row) => row.replace(/^[^,]*,/, ''));

export const verdict = (result: OracleResult, rule: RuleId, partnerId = '1001'): string | undefined =>
  result.determinations.find((row) => row.partnerId === partnerId)?.verdicts.get(rule);

export const outcome = (result: OracleResult, partnerId = '1001'): string | undefined =>
  result.determinations.find((row) => row.partnerId === partnerId)?.outcome;
