import { Inject, Injectable } from '@nestjs/common';
import { UnitOfWork, whileHolding, type Session } from '../../database/index.js';
import { CLOCK, parseGuid, type Clock, type Guid, type Instant } from '../../kernel/index.js';
import { CloseDelivery } from '../deliveries/close-delivery.js';
import { DeliveryDraft } from '../deliveries/delivery-draft.js';
import { answerTexts, PayloadLost } from '../rereading/kept-payloads.js';
import { ANSWERS_AT_ONCE, stageKeptReading } from '../rereading/kept-reading.js';
import { MAPPING, type Mapping } from '../sources/mapping.js';
import { settlePull } from './pull-record.js';

export interface SettledPull {
  readonly dueAt: Instant;
  readonly delivery: number;
  /** Whom the pull had read before it was cut off, seats or subscriptions or both. */
  readonly customersSeen: number;
}

/** Of a customer; lists and invoices the next pull reads as they are then. */
const OF_CUSTOMER = '^customers/[^/]+/(subscribedskus|subscriptions)$';

interface KeptAnswer {
  readonly name: string;
  readonly observedAt: Instant;
  readonly hash: Buffer;
}

/**
 * Records what a pull was answered that was cut off and that nobody goes on with, since the next one is due. Seats of a
 * moment that is past cannot be asked for again: what was read of it is a reading like any other. Whom the pull had not
 * reached was not asked, which the gap between two readings says.
 */
@Injectable()
export class SettlePull {
  readonly #unitOfWork: UnitOfWork;
  readonly #closeDelivery: CloseDelivery;
  readonly #clock: Clock;
  readonly #mapping: Mapping;

  constructor(
    unitOfWork: UnitOfWork,
    closeDelivery: CloseDelivery,
    @Inject(CLOCK) clock: Clock,
    @Inject(MAPPING) mapping: Mapping,
  ) {
    this.#unitOfWork = unitOfWork;
    this.#closeDelivery = closeDelivery;
    this.#clock = clock;
    this.#mapping = mapping;
  }

  /**
   * Asks nothing of anybody. Pulls that came to their end, and those that were answered nothing, leave nothing to settle.
   *
   * @param due the pull of one instant, or all that were due before one
   */
  async execute(due: { readonly at: Instant } | { readonly before: Instant }): Promise<SettledPull[]> {
    const [condition, instant] = 'at' in due ? ['due_at = $1', due.at] : ['due_at < $1', due.before];
    const find = async (session: Session) =>
      session.query<{ pull: number; dueAt: Instant }>(
        `SELECT pull, due_at AS "dueAt" FROM pull WHERE ${condition} AND state NOT IN ('closed', 'settled')
         AND EXISTS (SELECT FROM pull_answer AS answer WHERE answer.pull = pull.pull AND name ~ $2) ORDER BY due_at`,
        [instant, OF_CUSTOMER],
      );
    return this.#unitOfWork.inSession(async (session) => {
      // Who has nothing to settle waits for nobody.
      if ((await find(session)).length === 0) return [];
      return whileHolding(session, 'pull', () =>
        // What a killed process had begun to write is waited for, as by a pull that goes on.
        whileHolding(session, 'pull-answers', async () => {
          const settled: SettledPull[] = [];
          for (const { pull, dueAt } of await find(session)) settled.push(await this.#settle(session, pull, dueAt));
          return settled;
        }),
      );
    });
  }

  async #settle(session: Session, pull: number, dueAt: Instant): Promise<SettledPull> {
    const source = { source: 'cut-off-pull', key: dueAt } as const;
    return DeliveryDraft.open(session, source, this.#clock.now(), async (draft) => {
      const customersSeen = await this.#stage(draft, pull);
      const closed = await this.#closeDelivery.execute(draft, {
        summary: {
          customersSeen,
          calls: { calls: 0, retries: 0, throttled: 0 },
        },
        keepUnchanged: true,
        beside: async (closing, delivery) => {
          await settlePull(closing, { pull, delivery, ofCustomer: OF_CUSTOMER }, this.#clock.now());
          return true;
        },
      });
      if (closed === undefined)
        throw new Error('Broken invariant: what is settled is kept, also when it changed nothing');
      return { dueAt, delivery: closed.delivery, customersSeen };
    });
  }

  async #stage(draft: DeliveryDraft, pull: number): Promise<number> {
    const { session } = draft;
    const seen = new Set<Guid>();
    for (let after = ''; ;) {
      const answers = await session.query<KeptAnswer>(
        `SELECT name, observed_at AS "observedAt", payload_hash AS hash FROM pull_answer
         WHERE pull = $1 AND name ~ $2 AND name COLLATE "C" > $3 ORDER BY name COLLATE "C" LIMIT ${String(ANSWERS_AT_ONCE)}`,
        [pull, OF_CUSTOMER, after],
      );
      const last = answers.at(-1);
      if (last === undefined) return seen.size;
      after = last.name;
      // The delivery that is to be has no number yet.
      const kept = answers.map(({ name, hash }) => ({ delivery: 0, name, hash }));
      const texts = await answerTexts(session, kept);
      for (const [index, answer] of kept.entries()) {
        const [, id = '', resource] = answer.name.split('/');
        const customerId = parseGuid(id);
        const observedAt = answers[index]?.observedAt;
        if (customerId === undefined || observedAt === undefined) continue;
        const reading = {
          customerId,
          resource: resource === 'subscriptions' ? resource : 'seats',
          observedAt,
        } as const;
        try {
          const text = texts.get(answer.hash.toString('hex'));
          if (text instanceof PayloadLost) throw text;
          await stageKeptReading({ draft, mapping: this.#mapping }, reading, answer, text ?? '');
          seen.add(customerId);
        } catch (error) {
          if (!(error instanceof PayloadLost)) throw error;
          await draft.stage('refusal', {
            customer_id: customerId,
            resource: reading.resource,
            observed_at: observedAt,
            cause: 'unreadable',
          });
          const { code, expected, found } = error.problem;
          draft.quarantined.push({ file: answer.name, line: 0, column: null, code, expected, found });
        }
      }
    }
  }
}
