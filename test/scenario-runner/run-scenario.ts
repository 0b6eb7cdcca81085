import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import {
  CalculateCampaign,
  determinationsOfRun,
  rulesOfBits,
  type RuleId,
  type Run,
  type StoredDetermination,
} from '../../src/calculation/index.js';
import { loadGround } from '../../src/calculation/explanation/load-ground.js';
import { reasonCase } from '../../src/calculation/explanation/reason-case.js';
import { rewardCurrency } from '../../src/campaigns/index.js';
import type { Session } from '../../src/database/index.js';
import { ImportFolder } from '../../src/ingest/index.js';
import { calendarDate, dayOf, endOfDay, instant, Money } from '../../src/kernel/index.js';
import { CampaignOutput } from '../../src/portal/index.js';
import type { Seatbacks, TestSeatback } from '../seatback.js';
import { factsFolder, namesOf } from './facts-folder.js';
import type { Scenario } from './read-scenarios.js';

/** A line for each customer, or partner: a difference is seen at once. */
export type Lines = Readonly<Record<string, string>>;

/** What a scenario expects and what came out, in the same words. */
export interface Comparison {
  readonly expected: { readonly customers: Lines; readonly earnings: Lines };
  readonly found: { readonly customers: Lines; readonly earnings: Lines };
}

/** Facts come in as a folder, the campaign is calculated as a draft, and what is read is what everybody reads. */
export class ScenarioRunner {
  readonly #seatbacks: Seatbacks;
  readonly #seatback: TestSeatback;
  readonly #out: string;
  #imported = '';

  constructor(seatbacks: Seatbacks, seatback: TestSeatback) {
    this.#seatbacks = seatbacks;
    this.#seatback = seatback;
    this.#out = seatbacks.newFolder();
  }

  async run(scenario: Scenario): Promise<Comparison> {
    await this.#import(scenario);
    const { parsed, expect } = scenario;
    const { app } = this.#seatback;
    const until = scenario['as if it ended on'];
    const zone = parsed.terms.timeZone.value;
    const request = until === undefined ? {} : { snapshotAt: endOfDay(calendarDate(until), zone) };
    const found = await app.get(CalculateCampaign).preview(parsed, request, async (session, run) => {
      const rows: StoredDetermination[] = [];
      for await (const row of determinationsOfRun(session, run.campaignId, run.run)) rows.push(row);
      await app.get(CampaignOutput).write(session, run, this.#out);
      const reasons = await reasonsOf(session, scenario, run);
      return { customers: customerLines(scenario, rows, reasons), earnings: this.#earningLines(scenario) };
    });
    const amount = (text = '0') => Money.of(text, rewardCurrency(parsed.terms)).toString();
    return {
      found,
      expected: {
        customers: Object.fromEntries(
          Object.entries(expect.customers).map(([name, said]) => [
            name,
            lineOf(said.is, amount(said.reward), said.counts, {
              'not met': said['not met'] ?? [],
              unknown: said.unknown ?? [],
              pending: said.pending ?? [],
            }) + reasonLine(said.because ?? {}),
          ]),
        ),
        earnings: Object.fromEntries(
          Object.entries(expect.earnings ?? {}).map(([name, said]) => [name, `${said.is} ${amount(said.earned)}`]),
        ),
      },
    };
  }

  async #import(scenario: Scenario): Promise<void> {
    const today = scenario['calculated on'] ?? scenario['as if it ended on'] ?? '2019-08-05';
    const folder = factsFolder(scenario.facts, {
      currency: rewardCurrency(scenario.parsed.terms).code,
      lastDay: scenario['as if it ended on'] ?? '2019-06-30',
      today,
    });
    // A scenario with the facts of the one before needs none of them again.
    const contents = JSON.stringify([today, folder]);
    if (contents === this.#imported) return;
    const { app, clock, database } = this.#seatback;
    await database.clear();
    clock.moveTo(instant(`${today}T21:00:00Z`));
    const { quarantined } = await app.get(ImportFolder).execute(folder.writeTo(this.#seatbacks.newFolder()));
    if (quarantined.length > 0)
      throw new Error(`${scenario.file}:${String(scenario.line)}: ${JSON.stringify(quarantined.slice(0, 3))}`);
    this.#imported = contents;
  }

  /** Earnings are compared where a scenario expects any. */
  #earningLines({ expect, facts }: Scenario): Lines {
    if (expect.earnings === undefined) return {};
    const { partnerName } = namesOf(facts);
    const rows = parse<Readonly<Record<string, string>>>(readFileSync(join(this.#out, 'earnings.csv')), {
      columns: true,
    });
    return Object.fromEntries(
      rows.map(({ partner_id: partner = '', outcome = '', earned = '' }) => [
        partnerName(partner),
        `${outcome} ${earned}`,
      ]),
    );
  }
}

/** By rule, in words. */
type Reasons = Readonly<Record<string, string>>;

/** Of everybody in a scenario of whom reasons are expected, by customer and partner: as an explanation would give them. */
async function reasonsOf(
  session: Session,
  { facts, expect, parsed: { terms } }: Scenario,
  run: Run,
): Promise<ReadonlyMap<string, Reasons>> {
  const { customerId } = namesOf(facts);
  const asked = new Set(
    Object.entries(expect.customers).flatMap(([name, { because }]) =>
      because === undefined ? [] : [customerId(name.split(' from ')[0] ?? name)],
    ),
  );
  const isProvisional = run.kind === 'provisional';
  const lastDay = isProvisional ? dayOf(run.snapshotAt, terms.timeZone.value) : terms.window.value.to;
  const { campaignId, snapshotAt, knownAt, delivery } = run;
  const snapshot = { campaignId, terms, snapshotAt, lastDay, isProvisional, knownAt, delivery };
  const reasons = new Map<string, Reasons>();
  for (const each of asked) {
    const { customerKey } = await session.one<{ customerKey: number }>(
      'SELECT customer_key AS "customerKey" FROM customer WHERE customer_id = $1',
      [each],
    );
    const loaded = await loadGround(session, run, snapshot, { customerKey, others: 'evaluated' }, async () => null);
    if (loaded === undefined) continue;
    for (const { explained } of reasonCase(loaded.ground, () => null))
      reasons.set(
        `${each} ${explained.partnerId}`,
        Object.fromEntries(explained.findings.map(({ rule, because }) => [rule, because.replaceAll('-', ' ')])),
      );
  }
  return reasons;
}

function customerLines(
  { facts, expect }: Scenario,
  rows: readonly StoredDetermination[],
  reasons: ReadonlyMap<string, Reasons>,
): Lines {
  const names = namesOf(facts);
  const rowsOf = Map.groupBy(rows, ({ customerId }) => customerId);
  return Object.fromEntries(
    rows.map((row) => {
      const customer = names.customerName(row.customerId);
      const isSoldBySeveral = (rowsOf.get(row.customerId)?.length ?? 0) > 1;
      const name = isSoldBySeveral ? `${customer} from ${names.partnerName(row.partnerId)}` : customer;
      const counts = expect.customers[name]?.counts === undefined ? undefined : String(row.counted);
      const line = lineOf(row.outcome.replace('-', ' '), Money.of(row.reward, row.currency).toString(), counts, {
        'not met': rulesOfBits(row.rulesNotMet),
        unknown: rulesOfBits(row.rulesUnknown & ~row.rulesPending),
        pending: rulesOfBits(row.rulesPending),
      });
      const found = reasons.get(`${row.customerId} ${row.partnerId}`) ?? {};
      const asked = Object.keys(expect.customers[name]?.because ?? {});
      return [
        name,
        line +
          reasonLine(
            Object.fromEntries(asked.map((rule) => [rule, found[rule.replaceAll(' ', '-')] ?? 'no such rule'])),
          ),
      ];
    }),
  );
}

function reasonLine(reasons: Reasons): string {
  const said = Object.entries(reasons).map(([rule, reason]) => `${rule}: ${reason.replaceAll('-', ' ')}`);
  return said.length === 0 ? '' : `; because ${said.sort().join(', ')}`;
}

function lineOf(
  outcome: string,
  reward: string,
  counts: string | undefined,
  rules: Readonly<Record<string, readonly RuleId[]>>,
): string {
  const named = Object.entries(rules).flatMap(([what, ids]) =>
    ids.length === 0 ? [] : [`; ${what}: ${[...ids].sort().join(', ').replaceAll('-', ' ')}`],
  );
  return `${outcome}, reward ${reward}${counts === undefined ? '' : ` for ${counts}`}${named.join('')}`;
}
