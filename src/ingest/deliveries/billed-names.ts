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

/** Powers of two. Most files name few, and clearing room for many takes longer than reading such a file. */
const FIRST_PLACES = 1_024;
const MOST_PLACES = 262_144;
const MARKING_CHARACTERS = 12;

/**
 * The last names of each pair of places. A name that lost its place to another is told again, which does no harm; a set
 * of all of them would have to look at every character, and grow with the file.
 */
class LastNames {
  #names = emptyPlaces(FIRST_PLACES);
  #kept = 0;

  /**
   * @returns the name, where it is new, as a text of its own: names wait until there are many, and would hold all of
   *   the file that they were read from
   */
  ifNew(name: string): string | undefined {
    const place = this.#placeOf(name);
    const other = besides(place);
    if (this.#names[place] === name || this.#names[other] === name) return undefined;
    const own = ownText(name);
    this.#keep(own, place, other);
    if (this.#kept * 4 > this.#names.length && this.#names.length < MOST_PLACES) this.#grow();
    return own;
  }

  #placeOf(name: string): number {
    let mark = name.length;
    const end = Math.min(name.length, MARKING_CHARACTERS);
    for (let at = 0; at < end; at += 1) mark = (mark * 31 + name.charCodeAt(at)) % 16_777_213;
    return mark % this.#names.length;
  }

  #keep(name: string, place: number, other: number): void {
    const free = this.#names[place] === undefined || this.#names[other] !== undefined ? place : other;
    if (this.#names[free] === undefined) this.#kept += 1;
    this.#names[free] = name;
  }

  #grow(): void {
    const kept = this.#names;
    this.#names = emptyPlaces(kept.length * 2);
    this.#kept = 0;
    for (const name of kept) {
      if (name === undefined) continue;
      const place = this.#placeOf(name);
      this.#keep(name, place, besides(place));
    }
  }
}

function besides(place: number): number {
  return place % 2 === 0 ? place + 1 : place - 1;
}

function emptyPlaces(count: number): (string | undefined)[] {
  return Array.from<string | undefined>({ length: count });
}
