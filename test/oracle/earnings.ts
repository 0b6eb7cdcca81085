/** One earning for each partner with a determination, and `earnings.csv` (contract, sections 4 and 5). */
import { Decimal } from 'decimal.js';
import { lastBankingDay } from './calendar.js';
import { writeCsv } from './csv.js';
import type { Determination } from './determinations.js';
import type { OracleTerms } from './terms.js';

const AMOUNTS = ['payable', 'forfeited', 'carried', 'converted', 'held'] as const;

type EarningOutcome = (typeof AMOUNTS)[number] | 'none';

export interface Earning {
  readonly partnerId: string;
  /** "the name of the column that is filled, or `none`" */
  readonly outcome: EarningOutcome;
  readonly customersQualified: number;
  readonly customersUndecided: number;
  readonly earned: Decimal;
  readonly reason: string;
}

export function earn(determinations: readonly Determination[], terms: OracleTerms): Earning[] {
  return [...Map.groupBy(determinations, (row) => row.partnerId)].map(([partnerId, rows]) => {
    const customersQualified = rows.filter((row) => row.outcome === 'qualified').length;
    const customersUndecided = rows.filter((row) => row.outcome === 'undecided').length;
    const earned = rows.reduce((sum, row) => sum.plus(row.reward), new Decimal(0));
    const potential = earned.plus(new Decimal(terms.rewardAmount).times(customersUndecided));
    return { partnerId, customersQualified, customersUndecided, earned, ...settle(earned, potential, terms) };
  });
}

/**
 * "earned = 0: `none`. earned >= minimum: `payable` = earned. Else, potential >= minimum: `held` = earned, reason
 * `undecided-customers`. Else by the campaign's policy `forfeited`, `carried` or `converted` = earned, reason
 * `below-minimum`."
 */
function settle(earned: Decimal, potential: Decimal, terms: OracleTerms): { outcome: EarningOutcome; reason: string } {
  if (earned.isZero()) return { outcome: 'none', reason: '' };
  if (earned.gte(terms.minimumPayout)) return { outcome: 'payable', reason: '' };
  if (potential.gte(terms.minimumPayout)) return { outcome: 'held', reason: 'undecided-customers' };
  const policies = { forfeit: 'forfeited', carry: 'carried', convert: 'converted' } as const;
  return { outcome: policies[terms.belowMinimum], reason: 'below-minimum' };
}

export function writeEarnings(earnings: readonly Earning[], terms: OracleTerms): string {
  const header = [
    'campaign_id',
    'partner_id',
    'outcome',
    'customers_qualified',
    'customers_undecided',
    'earned',
    ...AMOUNTS,
    'currency',
    'reasons',
    'pay_by',
  ];
  const rows = earnings.map((row) => {
    const earned = row.earned.toFixed(terms.minorUnits);
    return [
      terms.campaignId,
      row.partnerId,
      row.outcome,
      String(row.customersQualified),
      String(row.customersUndecided),
      earned,
      ...AMOUNTS.map((amount) => (amount === row.outcome ? earned : '')),
      terms.currency,
      row.reason,
      // "filled for payable and held"
      row.outcome === 'payable' || row.outcome === 'held' ? lastBankingDay(terms.payByLimit) : '',
    ];
  });
  return writeCsv([header, ...rows]);
}
