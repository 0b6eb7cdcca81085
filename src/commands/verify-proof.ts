import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifyProof } from '../calculation/index.js';
import { SeatbackError } from '../kernel/index.js';
import { applyMinimumPayout } from '../payout/index.js';
import { EXIT } from './terminal.js';
import { reporting, type CommonOptions } from './with-seatback.js';

export interface VerifyCommandOptions extends CommonOptions {
  readonly proof?: string;
  readonly payloads?: string;
}

/** Checks a proof without a database: whoever has the file and this program can do it. */
export async function verifyProofFile(file: string, options: VerifyCommandOptions): Promise<void> {
  await reporting(options, async (terminal) => {
    const { payloads } = options;
    const checks = await verifyProof(proofIn(file), {
      minimumPayout: applyMinimumPayout,
      payloadOf: payloads === undefined ? undefined : (hash) => payloadIn(payloads, hash),
    });
    const isRight = checks.every((check) => check.isRight);
    const unchecked = checks.reduce((sum, check) => sum + (check.unchecked ?? 0), 0);
    terminal.answer({ proof: file, isRight, unchecked, checks });
    for (const check of checks) terminal.say(`${check.isRight ? '✓' : '✗'} ${check.check.padEnd(14)} ${check.says}`);
    terminal.say(`\n${conclusion(isRight, unchecked)}`);
    return isRight ? EXIT.done : EXIT.failed;
  });
}

function conclusion(isRight: boolean, unchecked: number): string {
  if (!isRight) return 'The proof does not hold.';
  return unchecked === 0
    ? 'The proof holds.'
    : `Nothing in the proof is wrong, but ${String(unchecked)} pieces of its evidence rest on nothing that could be checked.`;
}

function proofIn(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch (cause) {
    throw new SeatbackError(
      {
        code: 'FILE_UNREADABLE',
        expected: 'a proof, as npx seatback explain --proof writes it',
        found: cause instanceof Error ? cause.message : String(cause),
        where: file,
        next: 'Name the file, and look whether all of it arrived.',
      },
      { cause },
    );
  }
}

async function payloadIn(folder: string, hash: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(join(folder, hash));
  } catch {
    return undefined;
  }
}
