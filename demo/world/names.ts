import type { Country } from './model.js';
import { PLACES } from './places.js';
import type { Dice } from './random.js';

const FIRST = (
  'Alder Amber Ash Beacon Birch Bramble Bright Cinder Clover Copper Cedar Dove Ember Fern Flint Fox Glen Gold ' +
  'Hazel Heather Heron Iron Ivy Juniper Kestrel Lark Linden Maple Marsh Mill Moss North Oak Otter Pine Quarry ' +
  'Raven Reed Rowan Sable Silver Slate Stone Swan Thistle Wren Willow Yew'
).split(' ');
const SECOND = (
  'bank beck bourne bridge brook bury combe croft dale field fold ford gate grove ham haven hill holme hurst ' +
  'keld lea low mere moor ness port ridge shaw side stead thorpe toft wick worth'
).split(' ');
const TRADES: Readonly<Record<Country, readonly string[]>> = {
  GB: (
    'Accountants Architects Brewing Ceramics Engineering Farms Foods Furniture Haulage ' +
    'Joinery Legal Media Optics Textiles Tools Travel'
  ).split(' '),
  IE: 'Bakery Crystal Dairies Fisheries Knitwear Pharma Tours'.split(' '),
  SE: 'Bygg Fiske Glas Möbler Skog Trädgård Verkstad'.split(' '),
  DE: 'Bäckerei Fördertechnik Gerüstbau Holzbau Maschinen Möbel Spedition'.split(' '),
  NL: 'Bloemen Fietsen Kaas Scheepvaart Techniek'.split(' '),
};
const RESELLER_TRADES = 'Cloud Computing Digital IT Networks Software Systems Technology'.split(' ');

/** The number tells apart two that would share a name; the first of a name goes without. */
export function customerName(country: Country, dice: Dice, taken: ReadonlySet<string>): string {
  return untaken(
    () => `${placeName(dice)} ${dice.pick(TRADES[country])} ${dice.pick(PLACES[country].companyEndings)}`,
    taken,
  );
}

export function resellerName(country: Country, dice: Dice, taken: ReadonlySet<string>): string {
  return untaken(
    () => `${placeName(dice)} ${dice.pick(RESELLER_TRADES)} ${dice.pick(PLACES[country].companyEndings)}`,
    taken,
  );
}

function placeName(dice: Dice): string {
  return `${dice.pick(FIRST)}${dice.pick(SECOND)}`;
}

function untaken(draw: () => string, taken: ReadonlySet<string>): string {
  const name = draw();
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) {
    const numbered = name.replace(/ (\S+)$/, ` ${String(number)} $1`);
    if (!taken.has(numbered)) return numbered;
  }
}
