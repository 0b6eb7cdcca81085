import { readFileSync } from 'node:fs';
import { sha256Hex } from '../../../kernel/index.js';

/** In this order: what darkens, narrows and prints comes last, for it takes back what was said before. */
const PARTS = [
  'foundation',
  'summaries',
  'sections',
  'tables',
  'pictures',
  'timeline',
  'partner',
  'forms',
  'entries',
  'finance',
  'dark',
  'narrow',
  'print',
];

/** The one stylesheet of all pages. */
export const stylesheet = PARTS.map((part) => readFileSync(new URL(`./${part}.css`, import.meta.url), 'utf8')).join(
  '\n',
);

export const STYLESHEET_PATH = '/portal.css';

/** Names the bytes, so that a browser may keep them and still sees the next ones at once. */
export const stylesheetHref = `${STYLESHEET_PATH}?v=${sha256Hex(stylesheet).slice(0, 12)}`;
