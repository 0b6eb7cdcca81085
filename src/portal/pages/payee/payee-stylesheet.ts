import { readFileSync } from 'node:fs';
import { sha256Hex } from '../../../kernel/index.js';
import { stylesheet } from '../styles/stylesheet.js';
import { PAYEE_STYLESHEET_PATH } from './payee-paths.js';

/** That of all pages, with what forms need; under the path of these pages, because nothing else is answered there. */
export const payeeStylesheet = `${stylesheet}\n${readFileSync(new URL('./payee.css', import.meta.url), 'utf8')}`;

export const payeeStylesheetHref = `${PAYEE_STYLESHEET_PATH}?v=${sha256Hex(payeeStylesheet).slice(0, 12)}`;
