import { Exact, sha256Hex } from '../../kernel/index.js';
import type { Proof, ProofSource } from './proof-schema.js';

interface Quoted {
  readonly what: string;
  readonly source: NonNullable<ProofSource>;
  /** Words that the text must have. */
  readonly words: readonly string[];
  /** Numbers that it must have, however they are written. */
  readonly numbers: readonly string[];
}

/** By themselves, and none whose exponent would fill the memory: an id may look like such a one. */
const NUMBERS = /(?<![\w.])-?(?:\d{1,40}(?:\.\d{1,40})?|\.\d{1,40})(?:e[+-]?\d{1,2})?(?![\w.])/gi;

/** Figures of the evidence that the text they were read from does not have; each in words. */
export function misquoted(proof: Proof): string[] {
  return quotesOf(proof).flatMap(({ what, source, words, numbers }) => {
    const { text, isSealed } = source;
    // Masked or withheld: there is nothing to compare with.
    if (text === null || isSealed) return [];
    const inText = text.toLowerCase();
    const found = new Set((text.match(NUMBERS) ?? []).map((number) => new Exact(number).toFixed()));
    const missing = [
      ...words.filter((word) => !inText.includes(word.toLowerCase())),
      ...numbers.filter((number) => !found.has(new Exact(number).toFixed())),
    ];
    return missing.map((value) => `${what} says ${value}, and the text it was read from does not`);
  });
}

export interface PayloadFindings {
  readonly checked: number;
  /** Kept sealed: neither their bytes nor their plain hash leave the installation. */
  readonly sealed: number;
  readonly problems: readonly string[];
}

/**
 * Holds the raw payloads against their hashes, and every quoted text against its payload.
 *
 * @param read undefined: the payload is not there
 */
export async function checkPayloads(
  proof: Proof,
  read: (hash: string) => Promise<Uint8Array | undefined>,
): Promise<PayloadFindings> {
  const byHash = new Map<string, Quoted[]>();
  for (const quoted of quotesOf(proof))
    byHash.set(quoted.source.hash, [...(byHash.get(quoted.source.hash) ?? []), quoted]);
  const problems: string[] = [];
  let checked = 0;
  let sealed = 0;
  for (const [hash, quotes] of byHash) {
    const name = quotes[0]?.source.name ?? '';
    const bytes = await read(hash);
    if (bytes === undefined && quotes.every(({ source }) => source.isSealed)) {
      sealed += 1;
      continue;
    }
    if (bytes === undefined) {
      problems.push(`${name}: there is no payload with the hash ${hash}`);
      continue;
    }
    checked += 1;
    if (sha256Hex(bytes) !== hash) problems.push(`${name}: its bytes have another hash than ${hash}`);
    const content = Buffer.from(bytes);
    for (const { what, source } of quotes)
      if (source.text !== null && !content.includes(source.text))
        problems.push(`${what}: the text that is quoted is not in ${name}`);
  }
  return { checked, sealed, problems };
}

function quotesOf({ evidence }: Proof): Quoted[] {
  const quotes: (Omit<Quoted, 'source'> & { readonly source: ProofSource })[] = [
    ...evidence.readings.map(({ sku, seatsAssigned, source }) => ({
      what: `the reading of ${sku}`,
      source,
      words: [sku],
      numbers: [String(seatsAssigned)],
    })),
    ...evidence.lines.map(({ invoice, fileLine, quantity, subtotal, source }) => ({
      what: `line ${String(fileLine)} of invoice ${invoice}`,
      source,
      words: [],
      numbers: [quantity, subtotal],
    })),
    ...evidence.register.map(({ file, values, source }) => ({
      what: `the row of ${file}`,
      source,
      words: Object.values(values).filter((value) => value !== null),
      numbers: [],
    })),
  ];
  return quotes.flatMap(({ source, ...quote }) => (source === null ? [] : [{ ...quote, source }]));
}
