/**
 * Writes the delivery folders of a small world, as a campaign's distributor would bring them, one to four times. The
 * seed decides everything: the terms, the facts, the forms of the files, and what the calculation is asked for.
 */
import { join } from 'node:path';
import { addDays, dayOf, midnightThatEnds, type Instant } from './calendar.js';
import { oracle, recordsKnown, type OracleDelivery, type OracleOptions } from './oracle.js';
import type { Records } from './records.js';
import { SeededRandom } from './seeded-random.js';
import { withLimits } from './generate-limits.js';
import { variantOfTerms } from './generate-terms.js';
import { type OracleTerms } from './terms.js';
import { addCatalogue } from './world/catalogue-rows.js';
import { addClaims } from './world/claim-rows.js';
import { addRegistrations, withRegistration } from './world/registration-rows.js';
import { addCustomers } from './world/customer-rows.js';
import { writeFolder } from './world/folder-writer.js';
import { addInvoices } from './world/invoices.js';
import { addCoverage, addFilesWithoutFigures, addUnreadableRows } from './world/other-rows.js';
import { addPartners } from './world/partner-rows.js';
import { DeliveryDraft, World } from './world/world.js';

export interface GeneratedCampaign {
  readonly terms: OracleTerms;
  readonly deliveries: readonly OracleDelivery[];
  readonly options: OracleOptions;
  /** What the oracle read of the folders, so that it need not read them again. */
  readonly records: Records;
  /** By name, what the seed put into the folders: it shows that nothing was left untried over many seeds. */
  readonly situations: ReadonlySet<string>;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The world counts in milliseconds, the calendar in nanoseconds. */
const NANOSECONDS = 1_000_000n;
const milliseconds = (instant: Instant): number => Number(instant / NANOSECONDS);

/** `small`: few partners and customers, mostly in one delivery, of which many thousands can be calculated. */
export type WorldSize = 'full' | 'small';

export function generateFolders(seed: number, intoDirectory: string, size: WorldSize = 'full'): GeneratedCampaign {
  const random = new SeededRandom(seed);
  const terms = withRegistration(seed, variantOfTerms(random, `generated-campaign-${seed}`));
  const world = newWorld(random, terms, size);

  const catalogue = addCatalogue(world);
  const partnerIds = addPartners(world);
  const customers = addCustomers(world, catalogue, partnerIds);
  addClaims(world, customers);
  addRegistrations(world, seed, partnerIds);
  addInvoices(world, catalogue, customers);
  addCoverage(world);
  addFilesWithoutFigures(world, partnerIds);
  addUnreadableRows(
    world,
    catalogue,
    customers.map((customer) => customer.customerId),
  );
  leaveOutFiles(world);
  leaveNoneEmpty(world);

  const folders = world.deliveries.map((draft, place) => {
    const folder = join(intoDirectory, `delivery-${place + 1}`);
    writeFolder(world, draft, folder);
    return folder;
  });
  const deliveries = recordingTimes(world, folders);
  const options = {
    ...(world.provisional ? { snapshotAt: world.written(world.snapshot) } : {}),
    knownAt: world.written(knownAt(world, deliveries)),
  };
  const recorded = deliveries.map(({ folder, at }) => ({ folder, recordedAt: world.written(at) }));
  const records = recordsKnown(recorded, terms, options);
  return {
    terms: withLimits(random, terms, (limited) => oracle(recorded, limited, options, records)),
    deliveries: recorded,
    options,
    records,
    situations: world.situations,
  };
}

function newWorld(random: SeededRandom, terms: OracleTerms, size: WorldSize): World {
  const end = milliseconds(midnightThatEnds(terms.window.to, terms.timeZone));
  const allReadable = random.chance(0.12);
  const deliveries = Array.from(
    { length: random.pick(size === 'small' ? [1, 1, 1, 1, 1, 1, 2] : [1, 1, 2, 2, 3, 4]) },
    () => new DeliveryDraft(allReadable),
  );
  const trouble = random.pick(size === 'small' ? [0, 0.02, 0.02, 0.05, 0.15] : [0.03, 0.03, 0.08, 0.2]);
  const provisional = random.chance(size === 'small' ? 0.15 : 0.2);
  const at = provisional ? provisionalSnapshot(random, terms, end) : end;
  const last = provisional ? dayOf(BigInt(at) * NANOSECONDS, terms.timeZone) : terms.window.to;
  const world = new World(random, terms, size, last, at, provisional, trouble, deliveries);
  if (provisional)
    world.situations.add(
      last === terms.window.to ? 'a provisional snapshot on the last day' : 'a provisional snapshot',
    );
  return world;
}

/** Inside the window, never before its third day: some at a midnight, some on an eligibility day, some on the last day. */
function provisionalSnapshot(random: SeededRandom, terms: OracleTerms, end: number): number {
  const first = milliseconds(midnightThatEnds(addDays(terms.window.from, 1), terms.timeZone));
  const days = Math.floor((end - first) / DAY);
  const midnightAfter = (count: number): number =>
    milliseconds(midnightThatEnds(addDays(terms.window.from, 1 + count), terms.timeZone));
  return random.pick([
    midnightAfter(random.integer(0, days - 2)),
    midnightAfter(random.integer(0, days - 2)) + random.integer(1, 80_000) * 1000,
    midnightAfter(random.integer(0, days - 2)) - 1000,
    Math.max(first, milliseconds(midnightThatEnds(terms.eligibilityDays.at(-1)!, terms.timeZone)) - 12 * HOUR),
    end - random.integer(1, 80_000) * 1000,
  ]);
}

/** "all files optional": a file that is missing from every delivery. */
function leaveOutFiles(world: World): void {
  if (!world.random.chance(0.1)) return;
  const file = world.random.pick(['customers.csv', 'coverage.csv', 'partners.csv', 'seats.csv', 'proofs.csv']);
  world.situations.add(`no ${file}`);
  for (const draft of world.deliveries) draft.tables.delete(file);
}

/** What an import of nothing is, the contract does not say. The days differ, so that no two deliveries are the same. */
function leaveNoneEmpty(world: World): void {
  for (const [place, draft] of world.deliveries.entries()) {
    if (draft.tables.size > 0 || draft.invoices.length > 0) continue;
    const day = addDays(world.first, place);
    draft.add('coverage.csv', { resource: 'seats', known_from: day, known_to: day });
  }
}

interface Recording {
  readonly folder: string;
  readonly at: number;
}

/** Soon after the snapshot, in order; sometimes one folder is imported again right after its first time. */
function recordingTimes(world: World, folders: readonly string[]): Recording[] {
  const { random } = world;
  let at = world.snapshot + random.integer(1, 40) * HOUR;
  const recordings: Recording[] = [];
  const again = random.chance(0.15) ? random.integer(0, folders.length - 1) : undefined;
  for (const [place, folder] of folders.entries()) {
    for (let times = place === again ? 2 : 1; times > 0; times--) {
      recordings.push({ folder, at });
      at += random.integer(1, 60) * HOUR + 17_000;
    }
  }
  if (again !== undefined) world.situations.add('a folder that is imported twice');
  return recordings;
}

function knownAt(world: World, recordings: readonly Recording[]): number {
  const { random, terms } = world;
  const lastRecorded = recordings.at(-1)!.at;
  const deadlineEnds = milliseconds(midnightThatEnds(terms.proofDeadline, terms.timeZone));
  const claimsEnd = milliseconds(midnightThatEnds(terms.claim?.days.to ?? terms.proofDeadline, terms.timeZone));
  const between = (): number => {
    const place = random.integer(0, recordings.length - 1);
    world.situations.add(place < recordings.length - 1 ? 'known between deliveries' : 'known at the last delivery');
    // The instant of a delivery belongs to it.
    return recordings[place]!.at + random.pick([0, 1000]);
  };
  if (random.chance(0.3)) return between();
  // A provisional calculation after the deadline would ask for a proof that is pending and late at once.
  if (world.provisional) return lastRecorded + random.integer(0, 5) * HOUR;
  return world.oneOf({
    'known soon after the last delivery': () => lastRecorded + HOUR,
    'known in the last second of the deadline': () => Math.max(lastRecorded, deadlineEnds - 1000),
    'known at the midnight after the deadline': () => Math.max(lastRecorded, deadlineEnds),
    'known long after the deadline': () => Math.max(lastRecorded, deadlineEnds) + 40 * DAY,
    ...(terms.claim === undefined
      ? {}
      : {
          'known in the last second of the days for claims': () => Math.max(lastRecorded, claimsEnd - 1000),
          'known at the midnight after the days for claims': () => Math.max(lastRecorded, claimsEnd),
        }),
  });
}
