import { Inject, Injectable } from '@nestjs/common';
import {
  ExplainCustomer,
  makeProof,
  MINIMUM_PAYOUT_POLICY,
  type MinimumPayoutPolicy,
  type Proof,
  type ProofSource,
} from '../../calculation/index.js';
import { LocateEvidence, ShowPayload, type Evidence } from '../../ingest/index.js';
import { evidenceOf } from './evidenced-explanation.js';

/** Rows with names and addresses of people and of other companies: their hash and place are enough for a proof. */
const WITHHELD: ReadonlySet<string> = new Set(['partners.csv', 'registrations.csv', 'claims.csv']);

/** Makes the proof of a customer's outcome: what it follows from, down to the text that was received. */
@Injectable()
export class ProveCustomer {
  readonly #explainCustomer: ExplainCustomer;
  readonly #locate: LocateEvidence;
  readonly #showPayload: ShowPayload;
  readonly #minimumPayout: MinimumPayoutPolicy;

  constructor(
    explainCustomer: ExplainCustomer,
    locate: LocateEvidence,
    showPayload: ShowPayload,
    @Inject(MINIMUM_PAYOUT_POLICY) minimumPayout: MinimumPayoutPolicy,
  ) {
    this.#explainCustomer = explainCustomer;
    this.#locate = locate;
    this.#showPayload = showPayload;
    this.#minimumPayout = minimumPayout;
  }

  /** @throws what ExplainCustomer throws; PAYLOAD_DAMAGED where what was received is no longer what it was */
  async execute(campaignId: string, customer: string, run?: number): Promise<Proof> {
    const grounded = await this.#explainCustomer.withGround(campaignId, customer, { run, isWhole: true });
    const evidence = await evidenceOf(this.#locate, grounded.explanation);
    const sources = {
      readings: await this.#quoted(evidence.readings),
      lines: await this.#quoted(evidence.lines),
      register: await this.#quoted(evidence.register),
    };
    return makeProof(grounded, sources, this.#minimumPayout);
  }

  async #quoted(evidence: readonly (Evidence | undefined)[]): Promise<ProofSource[]> {
    const shown = await this.#showPayload.all(evidence.flatMap((each) => each?.reference ?? []));
    let next = 0;
    return evidence.map((each): ProofSource => {
      const payload = each === undefined ? undefined : shown[next];
      if (each === undefined || payload === undefined) return null;
      next += 1;
      const isWithheld = WITHHELD.has(each.name.replace(/\.gz$/i, ''));
      return { ...each, isSealed: payload.isSealed, header: payload.header, text: isWithheld ? null : payload.text };
    });
  }
}
