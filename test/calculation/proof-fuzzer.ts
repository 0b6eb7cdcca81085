import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { hashOf, proofText, verifyProof, type Proof, type ProofCheck } from '../../src/calculation/index.js';
import { CopyPayload } from '../../src/ingest/index.js';
import { applyMinimumPayout } from '../../src/payout/index.js';
import type { Seatbacks, TestSeatback } from '../seatback.js';
import { seedsOrElse } from '../seeds.js';
import { leavesOf, withLeaf } from './proof-leaves.js';

export const POLICY = { minimumPayout: applyMinimumPayout };

const OF_EACH_KIND = seedsOrElse(1).count;

/** What a proof says beside what it proves, and why nothing in it can tell that it was changed. */
const COMMENTARY: readonly (readonly [RegExp, string])[] = [
  [/^hash$/, 'made anew'],
  [/^customerName$/, 'a name: nothing follows from it'],
  [/^facts\.partners\.name$/, 'a name: nothing follows from it'],
  [/^campaign\.version$/, 'which publication the terms are of; the terms themselves are bound'],
  [
    /^run\.(run|state|delivery|digest)$/,
    'which run it was, in the installation; what it saw and what came out are bound',
  ],
  [/^evidence\..*\.delivery$/, 'which delivery brought it, in the installation'],
  [/^evidence\..*\.recordedAt$/, 'when it was recorded, in the installation; not after the run'],
  [/^evidence\.lines\.readFrom$/, 'which delivery brought it, in the installation'],
  [
    /^evidence\.(lines|register)\..*(product|productFamily|skuKey)$/,
    'what the catalogue makes of an offer that counts for nothing here',
  ],
  [/^facts\.partners\.others\./, 'of customers with proofs of their own'],
];

/**
 * Changes values of a proof, one after another, and expects each change to be seen: of each kind of value the first one,
 * and with `COUNT=1000 npm run jest -- test/changes/proof-changes` all of them.
 *
 * @param folder the payloads that the proof rests on
 * @param beside what else is commentary here, and why
 */
export async function expectAllSeen(proof: Proof, folder: string, beside: typeof COMMENTARY = []): Promise<void> {
  expect((await checksOf(proof, folder)).filter(({ isRight }) => !isRight)).toEqual([]);
  const unseen: string[] = [];
  const tried = new Map<string, number>();
  for (const { path, changed } of leavesOf(proof)) {
    const kind = path.filter((part) => typeof part === 'string').join('.');
    if ([...COMMENTARY, ...beside].some(([known]) => known.test(kind))) continue;
    const times = (tried.get(kind) ?? 0) + 1;
    if (times > OF_EACH_KIND) continue;
    tried.set(kind, times);
    const checks = await checksOf(withLeaf(proof, path, changed), folder);
    if (checks.every(({ isRight }) => isRight)) unseen.push(path.join('.'));
  }
  expect(tried.size).toBeGreaterThan(90);
  expect(unseen).toEqual([]);
}

/** With the hash of the whole made anew. */
export function checksOf(proof: Proof, folder: string): Promise<ProofCheck[]> {
  const { hash: _old, ...body } = proof;
  return verifyProof(proofText({ ...body, hash: hashOf(body) }), {
    ...POLICY,
    payloadOf: (hash) => readFile(join(folder, hash)).catch(() => undefined),
  });
}

/** The payloads of a proof, as they were received. */
export async function received({ evidence }: Proof, { app }: TestSeatback, folders: Seatbacks): Promise<string> {
  const folder = join(folders.newFolder(), 'received');
  mkdirSync(folder, { recursive: true });
  const pieces = [...evidence.readings, ...evidence.lines, ...evidence.register];
  for (const hash of new Set(pieces.flatMap(({ source }) => source?.hash ?? [])))
    await app.get(CopyPayload).execute(hash, join(folder, hash));
  return folder;
}
