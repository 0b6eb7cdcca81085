/** The files of a delivery folder (contract, sections 1 to 3): "`.gz` accepted for every file; all files optional". */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { byCodePoint } from './order.js';
import { rowsOfCsv, type Row } from './row.js';

export interface DeliveredFile {
  /** As it stands in the folder, with `/` between its parts: `billing/june.csv.gz`. */
  readonly path: string;
  readonly text: string;
}

export class Folder {
  private readonly files: readonly DeliveredFile[];

  constructor(directory: string) {
    this.files = readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => ({
        path: file.slice(join(directory, '/').length).replaceAll('\\', '/'),
        text: unpacked(file),
      }))
      .sort((one, other) => byCodePoint(one.path, other.path));
  }

  /** Rows of `<name>` or `<name>.gz`. */
  rows(name: string): Row[] {
    return this.files
      .filter((file) => file.path === name || file.path === `${name}.gz`)
      .flatMap((file) => rowsOfCsv(file.path, file.text));
  }

  /** "two files with the same content (unpacked) in one folder are one": the first by name stands for both. */
  billing(): DeliveredFile[] {
    const files = this.files.filter((file) => file.path.startsWith('billing/'));
    return files.filter((file, place) => files.findIndex((earlier) => earlier.text === file.text) === place);
  }

  /** Equal for two folders that hold the same files: "Importing the same folder twice changes nothing." */
  fingerprint(): string {
    const hash = createHash('sha256');
    for (const file of this.files) hash.update(JSON.stringify([file.path, file.text]));
    return hash.digest('hex');
  }
}

function unpacked(file: string): string {
  const bytes = readFileSync(file);
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}
