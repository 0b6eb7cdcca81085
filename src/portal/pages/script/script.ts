import { readFileSync } from 'node:fs';
import { sha256Hex } from '../../../kernel/index.js';

/** The one script of all pages that are read after signing in. Pages of payees have none. */
export const script = readFileSync(new URL('./portal.mjs', import.meta.url), 'utf8');

export const SCRIPT_PATH = '/portal.mjs';

/** Names the bytes, as with the stylesheet. */
export const scriptHref = `${SCRIPT_PATH}?v=${sha256Hex(script).slice(0, 12)}`;
