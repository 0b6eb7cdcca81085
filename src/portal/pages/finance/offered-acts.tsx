import type { JSX } from 'preact';
import type { FinanceAct, Offer } from './viewer.js';

/** Each act with its form, or with the reason why this person cannot do it now; where there is none, why. */
export function OfferedActs<Act extends FinanceAct>({
  offers,
  heads,
  whyNothing,
  formOf,
}: {
  readonly offers: readonly Offer<Act>[];
  readonly heads: Readonly<Record<Act, string>>;
  readonly whyNothing: string;
  readonly formOf: (act: Act) => JSX.Element;
}): JSX.Element {
  if (offers.length === 0) return <p>{whyNothing}</p>;
  return (
    <>
      {offers.map(({ act, notBecause }) => (
        <div key={act} class="offer">
          <h3>{heads[act]}</h3>
          {notBecause === undefined ? formOf(act) : <p>{notBecause}</p>}
        </div>
      ))}
    </>
  );
}
