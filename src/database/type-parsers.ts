import { types } from 'pg';
import { instant } from '../kernel/index.js';

type TypeId = Parameters<typeof types.getTypeParser>[0];

/** Object ids of built-in types, as pg names them. */
const TIMESTAMPTZ: number = types.builtins.TIMESTAMPTZ;
const DATE: number = types.builtins.DATE;
const NUMERIC: number = types.builtins.NUMERIC;

const asInstant = (text: string): unknown => instant(text);
const asText = (text: string): unknown => text;

/**
 * How values leave PostgreSQL: timestamps as `Instant`, days and decimals as text. pg's own parsers would make
 * JavaScript dates of them, which lose microseconds and shift days by the machine's zone.
 */
export const typeParsers = {
  getTypeParser(oid: TypeId, format?: 'text' | 'binary'): (text: string) => unknown {
    if (format === 'binary') return types.getTypeParser(oid, 'binary') as (text: string) => unknown;
    const type: number = oid;
    if (type === TIMESTAMPTZ) return asInstant;
    if (type === DATE || type === NUMERIC) return asText;
    return types.getTypeParser(oid, 'text') as (text: string) => unknown;
  },
};
