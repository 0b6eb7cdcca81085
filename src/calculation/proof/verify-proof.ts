import { termsSchema, type CampaignTerms } from '../../campaigns/index.js';
import { canonicalJson, type Instant, type JsonValue } from '../../kernel/index.js';
import type { MinimumPayoutPolicy } from '../explanation/case-ground.js';
import { reasonCase, type ReasonedDetermination } from '../explanation/reason-case.js';
import { determinationLine } from '../runs/determination-lines.js';
import { ENGINE_VERSION } from '../runs/engine-version.js';
import { unsupportedFacts } from './check-evidence.js';
import { checkSources } from './check-sources.js';
import { checkPayloads, misquoted } from './check-quotes.js';
import { hashOf, plain } from './make-proof.js';
import { groundOf } from './proof-facts.js';
import { PROOF_FORMAT, proofSchema, type Proof } from './proof-schema.js';

export interface ProofCheck {
  readonly check:
    | 'form'
    | 'hash'
    | 'engine'
    | 'terms'
    | 'recalculation'
    | 'digest'
    | 'evidence'
    | 'sources'
    | 'quotes'
    | 'payloads';
  readonly isRight: boolean;
  readonly says: string;
  /** Of the check of sources: pieces of evidence that rest on nothing that could be checked. */
  readonly unchecked?: number;
}

interface VerifyOptions {
  readonly minimumPayout: MinimumPayoutPolicy;
  /** Raw payloads by hash; left out: they are not at hand, and not checked. */
  readonly payloadOf?: ((hash: string) => Promise<Uint8Array | undefined>) | undefined;
}

const right = (check: ProofCheck['check'], says: string): ProofCheck => ({ check, isRight: true, says });
const wrong = (check: ProofCheck['check'], says: string): ProofCheck => ({ check, isRight: false, says });

/**
 * Checks a proof by itself: that nothing in it was changed, that its figures follow from its facts and terms, and that
 * the facts are those of its evidence. Looks at nothing outside but the payloads.
 */
export async function verifyProof(text: string, options: VerifyOptions): Promise<ProofCheck[]> {
  const read = readProof(text);
  if ('says' in read) return [wrong('form', read.says)];
  const { proof, isCanonical } = read;
  const checks = [
    isCanonical
      ? right('form', `A proof of the form ${proof.format}, written as proofs are.`)
      : wrong('form', 'The file is not written as a proof is: bytes were added, left out or put in another order.'),
    hashCheck(proof),
    engineCheck(proof),
  ];
  const terms = termsOf(proof);
  checks.push(termsCheck(proof, terms));
  if (terms !== undefined) {
    checks.push(...recalculation(proof, terms, options.minimumPayout));
    const unsupported = attempt(() => unsupportedFacts(proof, terms));
    checks.push(
      unsupported.length === 0
        ? right('evidence', 'The facts are those of the readings, lines and rows that are listed.')
        : wrong('evidence', `The evidence does not bear out the facts: ${unsupported.join('; ')}.`),
    );
  }
  checks.push(sourceCheck(proof, options.payloadOf !== undefined));
  const misread = attempt(() => misquoted(proof));
  checks.push(
    misread.length === 0
      ? right('quotes', 'Each value of the evidence stands in its column of the text that is quoted with it.')
      : wrong('quotes', `Evidence and quoted text differ: ${misread.join('; ')}.`),
  );
  if (options.payloadOf !== undefined) checks.push(await payloadCheck(proof, options.payloadOf));
  return checks;
}

function readProof(text: string): { readonly proof: Proof; readonly isCanonical: boolean } | { readonly says: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { says: `The file is not JSON: ${messageOf(error)}.` };
  }
  const format = formatOf(parsed);
  if (format !== PROOF_FORMAT && FORMER_FORMATS.has(format))
    return {
      says: `It is a proof of the form ${format}, whose evidence says too little to be checked; this program checks ${PROOF_FORMAT}. Ask for the proof anew.`,
    };
  const read = proofSchema.safeParse(parsed);
  if (!read.success) {
    const [issue] = read.error.issues;
    return {
      says: `The file is not a proof that this program knows: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`,
    };
  }
  return { proof: read.data, isCanonical: isCanonical(text, parsed) };
}

/** Of forms that proofs once had. */
const FORMER_FORMATS: ReadonlySet<string> = new Set(['seatback-proof/1']);

function formatOf(parsed: unknown): string {
  const { format } = (parsed ?? {}) as { readonly format?: unknown };
  return typeof format === 'string' ? format : '';
}

function isCanonical(text: string, parsed: unknown): boolean {
  try {
    return `${canonicalJson(parsed as JsonValue)}\n` === text;
  } catch {
    return false;
  }
}

function hashCheck({ hash, ...body }: Proof): ProofCheck {
  const made = attemptHash(body);
  return made === hash
    ? right('hash', `Nothing was changed since it was made: SHA-256 ${hash}.`)
    : wrong('hash', `It was changed since it was made: its SHA-256 is ${made}, it says ${hash}.`);
}

function engineCheck({ run: { engineVersion } }: Proof): ProofCheck {
  return engineVersion === ENGINE_VERSION
    ? right('engine', `Calculated by engine ${engineVersion}, which this program has.`)
    : wrong(
        'engine',
        `Calculated by engine ${engineVersion}; this program has ${ENGINE_VERSION}. Check it with a program of that time.`,
      );
}

function termsOf({ campaign }: Proof): CampaignTerms | undefined {
  const read = termsSchema.safeParse(campaign.terms);
  return read.success ? read.data : undefined;
}

function termsCheck(
  { campaign: { campaignId, version, terms: stated, termsHash } }: Proof,
  terms: CampaignTerms | undefined,
): ProofCheck {
  const name = `${campaignId} version ${String(version)}`;
  if (terms === undefined) return wrong('terms', `The terms of ${name} cannot be read.`);
  return attemptHash(stated) === termsHash && attemptHash(plain(terms)) === termsHash
    ? right('terms', `The terms are those with the SHA-256 ${termsHash}, ${name}.`)
    : wrong('terms', `The terms are not those with the SHA-256 ${termsHash}.`);
}

/** Findings, arithmetic and earnings once more from facts and terms, and the digest of what comes out. */
function recalculation(proof: Proof, terms: CampaignTerms, minimumPayout: MinimumPayoutPolicy): ProofCheck[] {
  const { campaign, facts, run } = proof;
  let reasoned: ReasonedDetermination[];
  try {
    const ground = groundOf(facts, { campaignId: campaign.campaignId, terms, snapshotAt: run.snapshotAt as Instant });
    reasoned = reasonCase(ground, minimumPayout);
  } catch (error) {
    return [wrong('recalculation', `Nothing can be calculated from these facts: ${messageOf(error)}.`)];
  }
  const differing = firstDifference(
    proof.determinations,
    reasoned.map(({ explained }) => plain(explained)),
    'determinations',
  );
  const digested = reasoned.map(({ explained: { partnerId, earning }, rows }) => ({
    partnerId,
    lines: rows.map((row) => determinationLine(campaign.campaignId, row)),
    digest: earning.digest,
  }));
  const otherLine = firstDifference(proof.digested, digested, 'digested');
  return [
    differing === undefined
      ? right('recalculation', recalculatedWords(reasoned))
      : wrong('recalculation', `Calculated again from its facts and terms, something else comes out: ${differing}.`),
    otherLine === undefined
      ? right(
          'digest',
          `The determinations of ${digested.map(({ partnerId }) => `partner ${partnerId}`).join(' and ')} have the digest that the run gives them.`,
        )
      : wrong('digest', `The determinations do not have the digest that the run gives them: ${otherLine}.`),
  ];
}

function recalculatedWords(reasoned: readonly ReasonedDetermination[]): string {
  return `Calculated again from its facts and terms, the same comes out: ${reasoned
    .map(
      ({ explained: { partnerId, outcome, reward, currency, findings } }) =>
        `for partner ${partnerId} ${outcome}, ${reward} ${currency}, by ${String(findings.length)} findings`,
    )
    .join('; ')}.`;
}

function sourceCheck(proof: Proof, hasPayloads: boolean): ProofCheck {
  const { problems, pieces, unchecked } = checkSources(proof, hasPayloads);
  if (problems.length > 0)
    return wrong('sources', `The evidence is not listed as it is received: ${problems.join('; ')}.`);
  const reasons = Object.entries(unchecked).filter(([, count]) => count > 0);
  const count = reasons.reduce((sum, [, each]) => sum + each, 0);
  const words =
    count === 0
      ? `Each of the ${String(pieces)} pieces of evidence names where it was received.`
      : `${String(count)} of ${String(pieces)} pieces of evidence rest on nothing that could be checked here: ${reasons
          .map(([why, each]) => `${String(each)} ${why}`)
          .join(', ')}.`;
  return {
    ...right(
      'sources',
      `${words}${hasPayloads ? '' : ' Without payloads nobody can tell whether quoted texts were received.'}`,
    ),
    unchecked: count,
  };
}

async function payloadCheck(proof: Proof, payloadOf: NonNullable<VerifyOptions['payloadOf']>): Promise<ProofCheck> {
  const { checked, problems } = await checkPayloads(proof, payloadOf);
  if (problems.length > 0) return wrong('payloads', `What was received is not as quoted: ${problems.join('; ')}.`);
  return right(
    'payloads',
    `${String(checked)} payloads have their hashes, and what is quoted of them, or withheld, stands in its place in them.`,
  );
}

/** Where two values that JSON can hold first differ, in words; undefined: nowhere. */
function firstDifference(stated: unknown, made: unknown, path: string): string | undefined {
  if (typeof stated !== 'object' || typeof made !== 'object' || stated === null || made === null)
    return Object.is(stated, made) ? undefined : `${path} says ${spoken(stated)}, it is ${spoken(made)}`;
  const keys = [...new Set([...Object.keys(stated), ...Object.keys(made)])];
  for (const key of keys) {
    const difference = firstDifference(
      (stated as Readonly<Record<string, unknown>>)[key],
      (made as Readonly<Record<string, unknown>>)[key],
      `${path}.${key}`,
    );
    if (difference !== undefined) return difference;
  }
  return Array.isArray(stated) === Array.isArray(made) ? undefined : `${path} has another form`;
}

const spoken = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

function attempt(look: () => string[]): string[] {
  try {
    return look();
  } catch (error) {
    return [messageOf(error)];
  }
}

function attemptHash(value: unknown): string {
  try {
    return hashOf(value);
  } catch (error) {
    return `none (${messageOf(error)})`;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
