import type { Country, PostalAddress } from './model.js';
import type { Dice } from './random.js';

interface Place {
  readonly currency: string;
  readonly locale: 'en' | 'sv' | 'de';
  readonly culture: string;
  readonly domainEnding: string;
  readonly companyEndings: readonly string[];
  readonly towns: readonly (readonly [town: string, postcode: string])[];
  readonly streets: readonly string[];
  readonly firstNames: readonly string[];
  readonly lastNames: readonly string[];
  readonly phonePrefix: string;
}

/** Towns are real, so that addresses look right; streets, people and companies are made up. */
export const PLACES: Readonly<Record<Country, Place>> = {
  GB: {
    currency: 'GBP',
    locale: 'en',
    culture: 'en-GB',
    domainEnding: 'example',
    companyEndings: ['Ltd', 'LLP', 'Group', '& Co'],
    towns: [
      ['Hull', 'HU1 9ZZ'],
      ['Leeds', 'LS1 9ZZ'],
      ['Bristol', 'BS1 9ZZ'],
      ['Norwich', 'NR1 9ZZ'],
      ['Cardiff', 'CF10 9ZZ'],
      ['Dundee', 'DD1 9ZZ'],
    ],
    streets: ['Quayside', 'Foundry Lane', 'Orchard Street', 'Kiln Road', 'Weavers Row'],
    firstNames: 'Amara Owen Priya Callum Imogen Femi'.split(' '),
    lastNames: 'Hartwell Osei Penrose Quigley Sandhu Tolland'.split(' '),
    phonePrefix: '0113 496',
  },
  IE: {
    currency: 'EUR',
    locale: 'en',
    culture: 'en-IE',
    domainEnding: 'example',
    companyEndings: ['Ltd', 'Teoranta'],
    towns: [
      ['Galway', 'H91 Z9ZZ'],
      ['Cork', 'T12 Z9ZZ'],
      ['Sligo', 'F91 Z9ZZ'],
    ],
    streets: ['Merchants Quay', 'Mill Lane', 'Shop Street'],
    firstNames: 'Aoife Cillian Niamh'.split(' '),
    lastNames: 'Brannigan Devlin Keaveney'.split(' '),
    phonePrefix: '020 914',
  },
  SE: {
    currency: 'SEK',
    locale: 'sv',
    culture: 'sv-SE',
    domainEnding: 'example',
    companyEndings: ['AB'],
    towns: [
      ['Göteborg', '411 99'],
      ['Umeå', '903 99'],
      ['Malmö', '211 99'],
      ['Örebro', '702 99'],
    ],
    streets: ['Hamngatan', 'Björkvägen', 'Kvarngatan', 'Södra Allén'],
    firstNames: 'Åsa Björn Linnéa Elias'.split(' '),
    lastNames: 'Ängström Lindqvist Sjöstrand Holmgren'.split(' '),
    phonePrefix: '031-390 06',
  },
  DE: {
    currency: 'EUR',
    locale: 'de',
    culture: 'de-DE',
    domainEnding: 'example',
    companyEndings: ['GmbH', 'KG', 'AG'],
    towns: [
      ['Lübeck', '23599'],
      ['Köln', '50699'],
      ['Würzburg', '97099'],
      ['Jena', '07799'],
    ],
    streets: ['Mühlenweg', 'Hafenstraße', 'Am Gänsemarkt', 'Lindenallee'],
    firstNames: 'Jürgen Käthe Anneliese Timo'.split(' '),
    lastNames: 'Grünwald Möllering Straßner Wiesner'.split(' '),
    phonePrefix: '030 23125',
  },
  NL: {
    currency: 'EUR',
    locale: 'en',
    culture: 'nl-NL',
    domainEnding: 'example',
    companyEndings: ['B.V.'],
    towns: [
      ['Utrecht', '3511 ZZ'],
      ['Zwolle', '8011 ZZ'],
      ['Breda', '4811 ZZ'],
    ],
    streets: ['Kadeweg', 'Molenpad', 'Lange Gracht'],
    firstNames: 'Sanne Joost Meike'.split(' '),
    lastNames: ['van Oosten', 'de Wit', 'Terpstra'],
    phonePrefix: '030 299',
  },
};

export function addressIn(country: Country, dice: Dice): PostalAddress {
  const [town, postcode] = dice.pick(PLACES[country].towns);
  return { street: dice.pick(PLACES[country].streets), building: String(dice.whole(1, 180)), postcode, town };
}

export function personIn(country: Country, dice: Dice): { readonly firstName: string; readonly lastName: string } {
  return { firstName: dice.pick(PLACES[country].firstNames), lastName: dice.pick(PLACES[country].lastNames) };
}

export function phoneIn(country: Country, dice: Dice): string {
  return `${PLACES[country].phonePrefix} ${String(dice.whole(100, 999))}`;
}

/** A domain that no company can own: `.example` is reserved (RFC 2606). */
export function domainOf(companyName: string): string {
  const plain = companyName
    .normalize('NFD')
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .toLowerCase();
  const words = plain.split(' ').filter((word) => !COMPANY_FORMS.has(word));
  return `${words.join('')}.example`;
}

const COMPANY_FORMS = new Set(['ltd', 'llp', 'plc', 'ab', 'gmbh', 'kg', 'ag', 'bv', 'group', 'co', 'teoranta', '']);
