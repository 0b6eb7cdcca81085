import { copyField } from '../../database/index.js';
import { ownText } from './own-text.js';

interface Named {
  readonly customerId: string;
  readonly offerId: string;
  readonly partnerId: string | null;
}

/** So many of each kind are remembered: a name that is told twice does no harm, one that is forgotten costs a row. */
const REMEMBERED_NAMES = 65_536;

/**
 * The ids that lines name, each told once, or nearly so: keys are given to these, instead of to what is looked for
 * among millions of lines.
 */
export class BilledNames {
  readonly #customers = new Set<string>();
  readonly #offers = new Set<string>();
  readonly #partners = new Set<string>();

  /** @returns the ids that no line named before, as COPY takes them; undefined where there is none */
  fresh({ customerId, offerId, partnerId }: Named): string | undefined {
    const isNewCustomer = isFirst(this.#customers, customerId);
    const isNewOffer = isFirst(this.#offers, offerId);
    const isNewPartner = partnerId !== null && isFirst(this.#partners, partnerId);
    if (!isNewCustomer && !isNewOffer && !isNewPartner) return undefined;
    return `${isNewCustomer ? customerId : '\\N'}\t${isNewOffer ? copyField(offerId) : '\\N'}\t${isNewPartner ? copyField(partnerId) : '\\N'}\n`;
  }
}

function isFirst(names: Set<string>, name: string): boolean {
  if (names.has(name)) return false;
  if (names.size >= REMEMBERED_NAMES) names.clear();
  names.add(ownText(name));
  return true;
}
