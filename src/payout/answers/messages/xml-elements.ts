import { SaxesParser } from 'saxes';
import { UnreadableReport } from './report-fault.js';

/** An element by its local name: banks write the namespace that they like, or none. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly XmlElement[];
  /** Where it begins, counted from 1. */
  readonly line: number;
}

/** What a report may come to, far beyond those of real banks: what breaks one of them was made to. */
export const REPORT_LIMITS = {
  fileBytes: 512 * 1024 * 1024,
  depth: 48,
  /** In one element. */
  textCharacters: 20_000,
  attributes: 40,
  /** That wait for the end of what they stand in. */
  heldElements: 20_000,
  /** Of one tag, comment or text. */
  tokenCharacters: 1_000_000,
} as const;

/** Told at each element's end, before it becomes part of the one around it. @returns whether it is done with */
export type ElementListener = (element: XmlElement, ancestors: readonly XmlElement[]) => boolean;

interface OpenElement extends XmlElement {
  text: string;
  readonly children: XmlElement[];
  /** Elements held when it began. */
  readonly heldBefore: number;
}

const SLICE_CHARACTERS = 64 * 1024;

/**
 * Makes elements of XML text as it arrives. What the listener is done with is let go, so memory holds one record and
 * what stands around it. No document type, no entity but the five of XML itself.
 */
export class XmlElements {
  readonly #parser = new SaxesParser({ xmlns: false, position: true });
  readonly #open: OpenElement[] = [];
  #held = 0;
  #tokens = 0;
  #sinceTokenCharacters = 0;

  constructor(
    onElement: ElementListener,
    onOpen: (name: string, attributes: Readonly<Record<string, string>>) => void,
  ) {
    this.#parser.on('error', (error) => {
      throw this.#refused('well-formed XML', error.message.replace(/^[\d:]+: /, ''));
    });
    this.#parser.on('doctype', () => {
      throw this.#refused('no document type declaration', 'one');
    });
    this.#parser.on('text', (text) => this.#take(text));
    this.#parser.on('cdata', (text) => this.#take(text));
    for (const other of ['comment', 'processinginstruction', 'xmldecl'] as const)
      this.#parser.on(other, () => {
        this.#tokens += 1;
      });
    this.#parser.on('opentag', ({ name, attributes }) => {
      this.#tokens += 1;
      this.#begin(localName(name), attributes);
      onOpen(localName(name), attributes);
    });
    this.#parser.on('closetag', () => {
      this.#tokens += 1;
      const element = this.#open.pop();
      if (element === undefined) return;
      if (onElement(element, this.#open)) this.#held = element.heldBefore;
      else this.#open.at(-1)?.children.push(element);
    });
  }

  /** @throws UnreadableReport */
  write(text: string): void {
    for (let start = 0; start < text.length; start += SLICE_CHARACTERS) {
      const slice = text.slice(start, start + SLICE_CHARACTERS);
      const before = this.#tokens;
      this.#parser.write(slice);
      this.#sinceTokenCharacters = this.#tokens > before ? 0 : this.#sinceTokenCharacters + slice.length;
      if (this.#sinceTokenCharacters > REPORT_LIMITS.tokenCharacters)
        throw this.#refused(`tags and texts of at most ${String(REPORT_LIMITS.tokenCharacters)} characters`, 'more');
    }
  }

  /** @throws UnreadableReport where something is still open */
  end(): void {
    this.#parser.close();
  }

  #begin(name: string, attributes: Readonly<Record<string, string>>): void {
    const { depth, heldElements, attributes: mostAttributes } = REPORT_LIMITS;
    if (this.#open.length >= depth) throw this.#refused(`elements at most ${String(depth)} deep`, 'deeper ones');
    if (Object.keys(attributes).length > mostAttributes)
      throw this.#refused(`at most ${String(mostAttributes)} attributes`, 'more');
    this.#open.push({
      name,
      attributes,
      text: '',
      children: [],
      line: this.#parser.line,
      heldBefore: this.#held,
    });
    this.#held += 1;
    if (this.#held > heldElements)
      throw this.#refused(`at most ${String(heldElements)} elements in one record`, 'more');
  }

  #take(text: string): void {
    this.#tokens += 1;
    const element = this.#open.at(-1);
    if (element === undefined || (element.text === '' && text.trim() === '')) return;
    if (element.text.length + text.length > REPORT_LIMITS.textCharacters)
      throw this.#refused(`texts of at most ${String(REPORT_LIMITS.textCharacters)} characters`, 'a longer one');
    element.text += text;
  }

  #refused(expected: string, found: string): UnreadableReport {
    const { line, column } = this.#parser;
    return new UnreadableReport({ expected, found, line, column: column + 1 });
  }
}

function localName(name: string): string {
  return name.slice(name.lastIndexOf(':') + 1);
}

/** The first element at the path below this one. */
export function elementAt(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  let at = element;
  for (const name of path) at = at?.children.find((child) => child.name === name);
  return at;
}

/** The text there, without blanks at its ends; null where there is none. */
export function textAt(element: XmlElement | undefined, ...path: readonly string[]): string | null {
  const text = elementAt(element, ...path)?.text.trim() ?? '';
  return text === '' ? null : text;
}

export function elementsNamed(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}
