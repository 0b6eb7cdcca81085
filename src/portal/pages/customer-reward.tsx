import type { JSX } from 'preact';
import type { ExplainedDeterminationAnswer } from '../answers/explanation-answer.js';
import { counted, money } from './format.js';

interface RewardProps {
  readonly determination: ExplainedDeterminationAnswer;
}

/** How the reward and the partner's earning come about. */
export function Reward({ determination: { arithmetic, earning, currency } }: RewardProps): JSX.Element {
  const { customers, qualified, undecided, earned, compared, company, campaignCap, payout, booked } = earning;
  return (
    <>
      <h3>How the reward comes about</h3>
      {arithmetic !== null && (
        <ul>
          <li>
            Customer {arithmetic.position} of {arithmetic.ofCustomers} that qualify, by first sale
            {arithmetic.isRewarded ? '.' : ', before the number that is needed: not rewarded.'}
          </li>
          {arithmetic.lines.map(({ units, rate, per, amount, band }) => (
            <li key={`${String(band)} ${units}`}>
              {units} × {rate}
              {per === 'hundred' ? ' %' : ''} = {amount} {currency}
              {band === null ? '' : `, band ${String(band)}`}
            </li>
          ))}
          {arithmetic.reductions.map(({ cap, product, before, after }) => (
            <li key={`${cap} ${product ?? ''}`}>
              Cap for the {cap} {product ?? ''}: {before} becomes {after} {currency}
            </li>
          ))}
          <li>
            Rounded {arithmetic.rounding.direction} at {arithmetic.rounding.at}: {money(arithmetic.reward, currency)}
          </li>
        </ul>
      )}
      <p>
        The partner earned {money(earned, currency)} with {String(qualified)} of {counted(customers, 'customer')},{' '}
        {String(undecided)} undecided.
        {campaignCap !== null &&
          ` The campaign’s cap of ${money(campaignCap.cap, currency)} left it that of ${money(campaignCap.before, currency)}.`}{' '}
        Held against the minimum payout: {compared} {currency}
        {company.length > 0 && `, with ${company.map(({ partnerId }) => partnerId).join(', ')} of its company`}
        {payout === null ? '.' : `, by itself ${payout.outcome}.`}
      </p>
      {booked !== null && <Booked booked={booked} currency={currency} />}
    </>
  );
}

/** What was posted and paid goes before what the minimum payout by itself would say. */
function Booked({
  booked: { outcome, amount, settled, adjustments, standing },
  currency,
}: {
  readonly booked: NonNullable<RewardProps['determination']['earning']['booked']>;
  readonly currency: string;
}): JSX.Element {
  return (
    <p>
      {outcome === 'settled' &&
        `On record: ${money(settled ?? '0', currency)} were paid or set off before, and nothing is left to decide on. `}
      {outcome !== null && outcome !== 'settled' && `On record: ${money(amount ?? '0', currency)} ${outcome}. `}
      {adjustments.map(
        (each) =>
          `Adjusted by hand: ${money(each.amount, each.currency)} for customer ${each.customerId}, proposed by ${each.proposedBy}, approved by ${each.decidedBy ?? ''}: ${each.reason}. `,
      )}
      {standing.length > 0 &&
        `In the ledger, over all runs: ${standing.map((each) => `${each.account.replaceAll('-', ' ')} ${money(each.amount, each.currency)}`).join(', ')}.`}
    </p>
  );
}
