import type { DeclaredAccount, RegisteredPayee } from '../../partners/index.js';
import { transliterate, type PostalAddress } from '../instructions/index.js';

/** Parts of a postal address and their lengths in the payment order. */
const ADDRESS_LENGTHS = {
  street: 70,
  buildingNumber: 16,
  buildingName: 35,
  postCode: 16,
  town: 35,
  countrySubdivision: 35,
} as const;

export interface WholeAddress {
  readonly street?: string | null;
  readonly building?: string | null;
  readonly postcode?: string | null;
  readonly town: string;
  readonly region?: string | null;
  readonly country: string;
}

/** From one source, all or nothing: a street of one place and a town of another are an address that does not exist. */
export function wholeAddress(partner: RegisteredPayee, account: DeclaredAccount): WholeAddress | undefined {
  const { street, building, postcode, town, region, country } = partner;
  if (town !== null && country !== null)
    return { street, building, postcode, town, region, country: country.toUpperCase() };
  const { holderTown, holderCountry } = account;
  if (holderTown === null || holderCountry === null) return undefined;
  return { town: holderTown, country: holderCountry.toUpperCase() };
}

/** In Latin letters and within the limits of the payment order. Nothing is cut: half an address names another place. */
export function sentAddress({ street, building, postcode, town, region, country }: WholeAddress): {
  readonly address: PostalAddress;
  readonly tooLong: readonly string[];
} {
  const tooLong: string[] = [];
  const fit = (part: keyof typeof ADDRESS_LENGTHS, value: string | null | undefined) => {
    if (value === null || value === undefined) return undefined;
    return transliterate(value, ADDRESS_LENGTHS[part], { country });
  };
  const sent = (word: string, part: keyof typeof ADDRESS_LENGTHS, value: string | null | undefined) => {
    const fitted = fit(part, value);
    if (fitted?.cut === true) tooLong.push(word);
    return fitted === undefined || fitted.sent === '' ? undefined : fitted.sent;
  };
  // What is longer than any number has a name: "The Old Post Office, Unit 12".
  const isNamed = fit('buildingNumber', building)?.cut === true;
  const address = present({
    street: sent('street', 'street', street),
    buildingNumber: isNamed ? undefined : sent('building', 'buildingNumber', building),
    buildingName: isNamed ? sent('building', 'buildingName', building) : undefined,
    postCode: sent('postcode', 'postCode', postcode),
    town: sent('town', 'town', town),
    countrySubdivision: sent('region', 'countrySubdivision', region),
    country,
  });
  return { address, tooLong };
}

/** Leaves out what is undefined: an absent part of an address is no part. */
export function present<T extends Record<string, unknown>>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
