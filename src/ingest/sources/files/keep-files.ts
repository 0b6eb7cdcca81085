import { createHash } from 'node:crypto';
import type { Session, Vault } from '../../../database/index.js';
import type { Quarantined } from '../../deliveries/delivery-draft.js';
import { keepPayload } from '../../raw/payload-store.js';
import { billingFormOf } from './billing-files.js';
import type { FolderListing } from './folder-listing.js';
import { formatName, wholeFile } from './folder-reader.js';
import { isPacked, packedBytes, unpackedBytes, type FileOnDisk } from './source-file.js';

/** The file whose payload is sealed whole: it holds account numbers. So is what lies in `billing/` and is no billing. */
const SEALED_FILE = 'bank_accounts.csv';

export interface KeptFiles {
  /** The hash by which each file's payload is kept, by the file's name. */
  readonly hashes: ReadonlyMap<string, Buffer>;
  readonly unreadable: readonly Quarantined[];
  /** The folder's contents in one value: equal folders are one delivery. */
  readonly digest: string;
}

/**
 * Keeps the payload of each file before it is read as rows.
 *
 * @param onBytes told how many bytes of a file were looked through so far: a large folder takes minutes
 */
export async function keepFiles(
  session: Session,
  listing: FolderListing,
  vault: Vault,
  onBytes?: (file: string, bytes: number) => void,
): Promise<KeptFiles> {
  const hashes = new Map<string, Buffer>();
  const unreadable = listing.unreadable.map(wholeFile);
  const keep = async (file: FileOnDisk, mayHoldAccounts: boolean): Promise<void> => {
    try {
      const bytes = {
        plain: () => counted(file, onBytes),
        packed: isPacked(file) ? () => packedBytes(file) : undefined,
      };
      hashes.set(file.name, await keepPayload(session, bytes, mayHoldAccounts ? vault : undefined));
    } catch (error) {
      unreadable.push(wholeFile(error));
    }
  };
  for (const file of listing.files) await keep(file, formatName(file) === SEALED_FILE);
  // Told before the payload is kept: what is not known may be anything, account numbers too.
  for (const file of listing.billing) await keep(file, (await billingFormOf(file)) === undefined);

  const digest = createHash('sha256');
  for (const [name, hash] of hashes) digest.update(`${name}\0${hash.toString('hex')}\n`);
  for (const { file, found } of unreadable) digest.update(`${file}\0unreadable\0${found}\n`);
  return { hashes, unreadable, digest: digest.digest('hex') };
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
