import type { JSX } from 'preact';

export const LONGEST_SOUGHT = 200;

/** In the head of every page of finance. */
export function SearchBox(): JSX.Element {
  return (
    <form class="search" action="/search" method="get" role="search" aria-label="Everything">
      <label class="unseen" for="sought">
        Partner, customer, subscription or payment
      </label>
      <input
        id="sought"
        name="q"
        type="search"
        required
        minLength={2}
        maxLength={LONGEST_SOUGHT}
        autocomplete="off"
        placeholder="Name, domain or id"
      />
      <button type="submit">Search</button>
    </form>
  );
}
