import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import type { Session, Vault } from '../../../database/index.js';
import type { Quarantined } from '../../deliveries/delivery-draft.js';
import { keepPayload, keepSmallPayloads } from '../../raw/payload-store.js';
import { billingFormOf } from './billing-files.js';
import type { FilesAsFound } from './files-as-found.js';
import type { FolderListing } from './folder-listing.js';
import { formatName } from './folder-reader.js';
import { wholeFile } from './whole-file.js';
import { isPacked, packedBytes, unpackedBytes, type FileOnDisk } from './source-file.js';

/** The file whose payload is sealed whole: it holds account numbers. So is what lies in `billing/` and is no billing. */
const SEALED_FILE = 'bank_accounts.csv';

/** Smaller files are kept many at a time: the statements for each would take longer than its bytes. */
const SMALL_BYTES = 256 * 1024;
const SMALL_FILES = 16;

export interface KeptFiles {
  /** The hash by which each file's payload is kept, by the file's name. */
  readonly hashes: ReadonlyMap<string, Buffer>;
  readonly unreadable: readonly Quarantined[];
  /** Names of billing files whose payload is kept when they were read. */
  readonly later: ReadonlySet<string>;
}

/**
 * Keeps the payload of each file before it is read as rows; but of a large billing file when it was read, for it is
 * unpacked once for both.
 *
 * @throws SeatbackError FILE_CHANGED
 * @param isLater whether a billing file's payload is kept later
 * @param asFound what they were before any was read
 * @param onBytes told how many bytes of a file were looked through so far: a large folder takes minutes
 */
export async function keepFiles(
  session: Session,
  listing: FolderListing,
  vault: Vault,
  isLater: (file: FileOnDisk) => boolean,
  asFound: FilesAsFound,
  onBytes?: (file: string, bytes: number) => void,
): Promise<KeptFiles> {
  const kept = new Map<string, Buffer>();
  const unreadable = listing.unreadable.map(wholeFile);
  const small = new Map<string, Buffer>();
  const keepSmall = async (): Promise<void> => {
    const names = [...small.keys()];
    const hashes = await keepSmallPayloads(session, [...small.values()]);
    for (const [index, hash] of hashes.entries()) kept.set(names[index] ?? '', hash);
    small.clear();
  };
  const keep = async (file: FileOnDisk, mayHoldAccounts: boolean): Promise<void> => {
    try {
      const plain = (): AsyncIterable<Buffer> => counted(file, onBytes);
      if (mayHoldAccounts || isPacked(file) || statSync(file.path).size > SMALL_BYTES) {
        const packed = isPacked(file) ? (): AsyncIterable<Buffer> => packedBytes(file) : undefined;
        const expectUnchanged = (): void => asFound.expectUnchanged([file]);
        const bytes = { plain, packed, expectUnchanged };
        kept.set(file.name, await keepPayload(session, bytes, mayHoldAccounts ? vault : undefined));
        return;
      }
      small.set(file.name, await buffer(plain()));
    } catch (error) {
      asFound.expectUnchanged([file]);
      unreadable.push(wholeFile(error));
    }
    if (small.size === SMALL_FILES) await keepSmall();
  };
  for (const file of listing.files) await keep(file, formatName(file) === SEALED_FILE);
  // Told before the payload is kept: what is not known may be anything, account numbers too.
  const later = new Set<string>();
  for (const file of listing.billing) {
    const mayHoldAccounts = (await billingFormOf(file)) === undefined;
    if (!mayHoldAccounts && isLater(file)) later.add(file.name);
    else await keep(file, mayHoldAccounts);
  }

  await keepSmall();

  return { hashes: kept, unreadable, later };
}

/** The folder's contents in one value: equal folders are one delivery. */
export function folderDigest(
  listing: FolderListing,
  hashes: ReadonlyMap<string, Buffer>,
  unreadable: readonly Quarantined[],
): string {
  const digest = createHash('sha256');
  for (const { name } of [...listing.files, ...listing.billing]) {
    const hash = hashes.get(name);
    if (hash !== undefined) digest.update(`${name}\0${hash.toString('hex')}\n`);
  }
  for (const { file, found } of unreadable) digest.update(`${file}\0unreadable\0${found}\n`);
  return digest.digest('hex');
}

async function* counted(
  file: FileOnDisk,
  onBytes: ((file: string, bytes: number) => void) | undefined,
): AsyncGenerator<Buffer, void> {
  let bytes = 0;
  for await (const piece of unpackedBytes(file)) {
    bytes += piece.length;
    onBytes?.(file.name, bytes);
    yield piece;
  }
}
