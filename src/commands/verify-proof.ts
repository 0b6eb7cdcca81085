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
    terminal.answer({ proof: file, isRight, checks });
    for (const check of checks) terminal.say(`${check.isRight ? '✓' : '✗'} ${check.check.padEnd(14)} ${check.says}`);
    terminal.say(isRight ? '\nThe proof holds.' : '\nThe proof does not hold.');
    return isRight ? EXIT.done : EXIT.failed;
  });
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
