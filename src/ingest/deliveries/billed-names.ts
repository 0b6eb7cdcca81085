import { copyField } from '../../database/copy-text.js';
import { ownText } from './own-text.js';

interface Named {
  readonly customerId: string;
  readonly offerId: string;
  readonly partnerId: string | null;
}

/**
 * The ids that lines name, each told once, or nearly so: keys are given to these, instead of to what is looked for
 * among millions of lines.
 */
export class BilledNames {
  readonly #customers = new LastNames();
  readonly #offers = new LastNames();
  readonly #partners = new LastNames();

  /** @returns the ids that no line named before, as COPY takes them; undefined where there is none */
  fresh({ customerId, offerId, partnerId }: Named): string | undefined {
    const customer = this.#customers.ifNew(customerId);
    const offer = this.#offers.ifNew(offerId);
    const partner = partnerId === null ? undefined : this.#partners.ifNew(partnerId);
    if (customer === undefined && offer === undefined && partner === undefined) return undefined;
    return `${customer ?? '\\N'}\t${copyField(offer ?? null)}\t${copyField(partner ?? null)}\n`;
  }
}

/** A power of two. */
const PLACES = 262_144;
const MARKING_CHARACTERS = 12;

/**
 * The last names of each pair of places. A name that lost its place to another is told again, which does no harm; a set
 * of all of them would have to look at every character, and grow with the file.
 */
class LastNames {
  readonly #names = Array.from<string | undefined>({ length: PLACES });

  /**
   * @returns the name, where it is new, as a text of its own: names wait until there are many, and would hold all of
   *   the file that they were read from
   */
  ifNew(name: string): string | undefined {
    let place = name.length;
    const end = Math.min(name.length, MARKING_CHARACTERS);
    for (let at = 0; at < end; at += 1) place = (place * 31 + name.charCodeAt(at)) % 16_777_213;
    place %= PLACES;
    const other = place % 2 === 0 ? place + 1 : place - 1;
    if (this.#names[place] === name || this.#names[other] === name) return undefined;
    const own = ownText(name);
    this.#names[this.#names[place] === undefined || this.#names[other] !== undefined ? place : other] = own;
    return own;
  }
}
