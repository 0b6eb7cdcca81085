import { canonicalJson, sha256Hex, type JsonValue } from '../../kernel/index.js';
import type { MinimumPayoutPolicy } from '../explanation/case-ground.js';
import type { GroundedExplanation } from '../explanation/explain-customer.js';
import { reasonCase } from '../explanation/reason-case.js';
import { determinationLine } from '../runs/determination-lines.js';
import { factsOf } from './proof-facts.js';
import { PROOF_FORMAT, proofSchema, type Proof, type ProofSource } from './proof-schema.js';

/** What was found in the received files, in the order of the explanation. */
export interface ProofSources {
  readonly readings: readonly ProofSource[];
  readonly lines: readonly ProofSource[];
  readonly register: readonly ProofSource[];
}

/** A proof of an explanation: all that it follows from, and what follows. */
export function makeProof(
  { explanation, ground, run, sellerIds }: GroundedExplanation,
  sources: ProofSources,
  minimumPayout: MinimumPayoutPolicy,
): Proof {
  const { campaignId, terms } = ground;
  const reasoned = reasonCase(ground, minimumPayout);
  const plainTerms = plain(terms) as Proof['campaign']['terms'];
  const body = {
    format: PROOF_FORMAT,
    campaign: { campaignId, version: run.version, terms: plainTerms, termsHash: hashOf(plainTerms) },
    run: {
      run: run.run,
      kind: run.kind,
      state: run.state,
      snapshotAt: run.snapshotAt,
      knownAt: run.knownAt,
      delivery: run.delivery,
      engineVersion: run.engineVersion,
      digest: run.digest,
    },
    customerName: explanation.customerName,
    facts: factsOf(ground, sellerIds),
    determinations: reasoned.map(({ explained }) => explained),
    digested: reasoned.map(({ explained: { partnerId, earning }, rows }) => ({
      partnerId,
      lines: rows.map((row) => determinationLine(campaignId, row)),
      digest: earning.digest,
    })),
    evidence: {
      // Since when a figure was shown is told by other readings, which the proof does not hold.
      readings: explanation.readings.map(({ since: _since, ...each }, index) => ({
        ...each,
        source: sources.readings[index] ?? null,
      })),
      refusals: explanation.refusals,
      lines: explanation.lines.map((each, index) => ({ ...each, source: sources.lines[index] ?? null })),
      register: explanation.register.map((each, index) => ({ ...each, source: sources.register[index] ?? null })),
    },
  };
  const plainBody = plain(body) as Record<string, unknown>;
  return proofSchema.parse({ ...plainBody, hash: hashOf(plainBody) });
}

/** The bytes of a proof's file: canonical, so that there is one way only to write it. */
export function proofText(proof: Proof): string {
  return `${canonicalJson(proof as unknown as JsonValue)}\n`;
}

/** SHA-256 of the canonical JSON of a value. @throws Error where it has none */
export function hashOf(value: unknown): string {
  return sha256Hex(canonicalJson(value as JsonValue));
}

/** As JSON reads it back: without what is undefined, and without brands and classes. */
export function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
