import { describeSchemaType, fitsSchemaType, type SchemaType } from './schema-types.js';

/** A value that cannot stand in a payment file. The writer adds which payment it belongs to. */
export class UnwritableValue extends Error {
  override readonly name = 'UnwritableValue';

  constructor(
    readonly element: string,
    readonly expected: string,
    /** Never holds the value itself, which may be an account number. */
    readonly found: string,
  ) {
    super(`${element}: expected ${expected}, found ${found}`);
  }
}

/** An element around others. Banks refuse empty elements, so one without content is never written. */
export function element(name: string, ...children: string[]): string {
  const content = children.join('');
  if (content === '') throw new UnwritableValue(name, 'content', 'nothing');
  return `<${name}>${content}</${name}>`;
}

/**
 * An element with text. A value that is missing against its type (a record read from elsewhere) is refused like an empty
 * one; `attribute` is written as it is.
 */
export function textElement(name: string, type: SchemaType, value: string | undefined, attribute = ''): string {
  if (value === undefined || value.trim() === '') {
    throw new UnwritableValue(name, describeSchemaType(type), 'nothing but blanks');
  }
  if (!fitsSchemaType(type, value)) {
    throw new UnwritableValue(name, describeSchemaType(type), `${String(value.length)} characters that do not fit`);
  }
  return `<${name}${attribute}>${escapeXmlText(name, value)}</${name}>`;
}

/** Nothing where there is no value; an empty value is a fault all the same. */
export function optionalTextElement(name: string, type: SchemaType, value: string | undefined): string {
  return value === undefined ? '' : textElement(name, type, value);
}

/**
 * Control characters are either no XML or, as line ends and tabs, changed by every parser; unpaired surrogates have no
 * UTF-8. None of them can be what a payee is called.
 */
const NOT_IN_A_VALUE = /[\p{Control}\p{Surrogate}\ufeff\ufffe\uffff]/u;

function escapeXmlText(name: string, value: string): string {
  if (NOT_IN_A_VALUE.test(value)) throw new UnwritableValue(name, 'printable characters', 'a control character');
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
