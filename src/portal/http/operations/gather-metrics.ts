import { Inject, Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { countRuns } from '../../../calculation/index.js';
import { jobAges, UnitOfWork, type Session } from '../../../database/index.js';
import { lastDeliveries } from '../../../ingest/index.js';
import { CLOCK, millisOf, type Clock, type Instant } from '../../../kernel/index.js';
import { waitingMails } from '../../../notifications/index.js';
import { waitingPayments } from '../../../payout/index.js';
import { waitingMessages } from '../../../webhooks/index.js';
import { readOnly } from '../../reading/read-only.js';
import { RequestMetrics } from './request-metrics.js';

/** What a pool of pg tells of itself. */
interface Pool {
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
}

/** Figures of the business's machinery, read when they are asked for. Labels are words of ours: no ids, names or amounts. */
@Injectable()
export class GatherMetrics {
  readonly #metrics: RequestMetrics;
  readonly #unitOfWork: UnitOfWork;
  readonly #dataSource: DataSource;
  readonly #clock: Clock;
  readonly #gauges;

  constructor(
    metrics: RequestMetrics,
    unitOfWork: UnitOfWork,
    @Inject(DataSource) dataSource: DataSource,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#metrics = metrics;
    this.#unitOfWork = unitOfWork;
    this.#dataSource = dataSource;
    this.#clock = clock;
    const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
      new Gauge({ name: `seatback_${name}`, help, labelNames, registers: [metrics.registry] });
    this.#gauges = {
      isUp: gauge('database_answers', '1: the database answered; 0: figures that come from it are missing'),
      pool: gauge('database_connections', 'Connections of the pool, and requests that wait for one', 'state'),
      jobs: gauge('jobs', 'Jobs that wait or are worked on', 'queue', 'state'),
      jobAge: gauge('job_oldest_age_seconds', 'Of the job that has been so for longest', 'queue', 'state'),
      outbox: gauge('outbox_messages', 'What is to leave and has not', 'outbox'),
      outboxAge: gauge('outbox_oldest_age_seconds', 'Of what has waited for longest; 0: nothing waits', 'outbox'),
      delivery: gauge('last_delivery_age_seconds', 'Since the last delivery of a source closed', 'source'),
      runs: gauge('runs', 'Calculation runs', 'kind', 'state'),
      payments: gauge('payments_waiting', 'Payments that have not left, by the state of their batch', 'state'),
      held: gauge('payouts_held', 'Earnings that wait for something of the payee'),
    };
  }

  /** In the text format of Prometheus. Where the database does not answer, the rest is told all the same. */
  async text(): Promise<string> {
    const gauges = this.#gauges;
    for (const each of Object.values(gauges)) each.reset();
    const { totalCount, idleCount, waitingCount } = (this.#dataSource.driver as unknown as { readonly master: Pool })
      .master;
    gauges.pool.set({ state: 'used' }, totalCount - idleCount);
    gauges.pool.set({ state: 'idle' }, idleCount);
    gauges.pool.set({ state: 'waited-for' }, waitingCount);
    const answered = await readOnly(this.#unitOfWork, (session) => this.#read(session)).then(
      () => true,
      () => false,
    );
    gauges.isUp.set(answered ? 1 : 0);
    return this.#metrics.registry.metrics();
  }

  async #read(session: Session): Promise<void> {
    const gauges = this.#gauges;
    const ageOf = (since: Instant | null) =>
      since === null ? 0 : Math.max(0, (millisOf(this.#clock.now()) - millisOf(since)) / 1000);
    for (const { queue, state, jobs, oldestSeconds } of await jobAges(session)) {
      gauges.jobs.set({ queue, state }, jobs);
      gauges.jobAge.set({ queue, state }, oldestSeconds);
    }
    const payments = await waitingPayments(session);
    const leaving = payments.ofBatches.find(({ state }) => state === 'releasing')?.payments ?? 0;
    for (const [outbox, { count, since }] of [
      ['mail', await waitingMails(session)],
      ['webhook', await waitingMessages(session)],
      ['wire', { count: leaving, since: payments.leavingSince }],
    ] as const) {
      gauges.outbox.set({ outbox }, count);
      gauges.outboxAge.set({ outbox }, ageOf(since));
    }
    for (const { source, recordedAt } of await lastDeliveries(session))
      gauges.delivery.set({ source }, ageOf(recordedAt));
    for (const { kind, state, count } of await countRuns(session)) gauges.runs.set({ kind, state }, count);
    for (const { state, payments: waiting } of payments.ofBatches) gauges.payments.set({ state }, waiting);
    gauges.held.set(payments.held);
  }
}
