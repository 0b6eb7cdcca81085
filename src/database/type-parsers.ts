import { types } from 'pg';
import { instant } from '../kernel/index.js';

const { builtins } = types;

const asInstant = (text: string): unknown => instant(text);
const asText = (text: string): unknown => text;

/**
 * How values leave PostgreSQL: timestamps as `Instant`, days and decimals as text. pg's own parsers would make
 * JavaScript dates of them, which lose microseconds and shift days by the machine's zone.
 */
export const typeParsers = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
    if (format === 'binary') return types.getTypeParser(oid, 'binary') as (text: string) => unknown;
    if (oid === builtins.TIMESTAMPTZ) return asInstant;
    if (oid === builtins.DATE || oid === builtins.NUMERIC) return asText;
    return types.getTypeParser(oid, 'text') as (text: string) => unknown;
  },
};
