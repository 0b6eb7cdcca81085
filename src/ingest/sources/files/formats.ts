import type { FileFormat } from './file-format.js';
import { READING_FILES } from './reading-files.js';
import { REGISTER_FILES } from './register-files.js';

/** What is read by its name, beside `billing/`. */
export const FORMATS: ReadonlyMap<string, FileFormat> = new Map([...REGISTER_FILES, ...READING_FILES]);
