import { join } from 'node:path';
import type { DeliveryDraft } from '../../deliveries/delivery-draft.js';
import { keepPayload } from '../../raw/payload-store.js';
import { packedBytes, unpackedBytes, type FileOnDisk } from '../files/source-file.js';
import { GraphBillingError } from './answers.js';
import type { GraphBillingClient } from './client.js';
import type { Manifest } from './wire.js';

/** A signed address lives for hours: one that expires again and again is a fault, not a slow line. One is to be sure. */
const MANIFEST_READS_AT_MOST = 10;

/**
 * Fetches the files of an export. A manifest that is read again may be another one: by a new eTag there is new data, and
 * all files are fetched anew. It is read once more when all are here: files of two editions would count some lines
 * twice and others never.
 *
 * @param address of the manifest
 * @param name before those of the files, as people see them
 * @throws GraphBillingError
 */
export async function fetchExportFiles(
  client: GraphBillingClient,
  address: string,
  name: string,
  folder: string,
): Promise<readonly FileOnDisk[]> {
  let files: FileOnDisk[] = [];
  let before: Manifest | undefined;
  let found = '';
  for (let read = 1; read <= MANIFEST_READS_AT_MOST; read += 1) {
    const manifest = await client.manifest(address);
    const isSameEdition = before !== undefined && manifest.eTag === before.eTag;
    if (isSameEdition && files.length === manifest.blobs.length) return files;
    if (!isSameEdition) files = [];
    before = manifest;
    found = 'one that changed each time';
    for (const blob of manifest.blobs.slice(files.length)) {
      // The place on disk is ours alone: names of files come from outside.
      const path = join(folder, `${String(read)}-${String(files.length)}`);
      const outcome = await client.download(manifest, blob.name, path);
      if (outcome !== 'whole') {
        found = outcome === 'expired' ? 'one whose signed address had expired' : 'one whose files were not there';
        break;
      }
      files.push({ name: `${name}/${blob.name}${/\.gz$/i.test(blob.name) ? '' : '.gz'}`, path });
    }
  }
  throw new GraphBillingError({
    code: 'EXPORT_FAILED',
    expected: 'a manifest whose files can be fetched',
    found: `${found}, ${String(MANIFEST_READS_AT_MOST)} times`,
    where: name,
    next: 'The next pull tries again.',
  });
}

/** Before any line of it is read. */
export async function keepExportFile(draft: DeliveryDraft, file: FileOnDisk): Promise<void> {
  const bytes = { plain: () => unpackedBytes(file), packed: () => packedBytes(file) };
  draft.payloads.push({ name: file.name, hash: await keepPayload(draft.session, bytes, undefined) });
}
