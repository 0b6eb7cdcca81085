import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A provisional run may be made of the one before and of what changed since; and what such a run looks for is indexed. */
export class IncrementalRuns1795200000025 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- The run whose determinations this one went on from, and how many customers were evaluated anew; null: all of them.
      ALTER TABLE calculation_run
        ADD COLUMN based_on integer REFERENCES calculation_run CHECK (based_on < run),
        ADD COLUMN customers_evaluated integer CHECK (customers_evaluated >= 0),
        ADD CONSTRAINT calculation_run_evaluated_check CHECK ((based_on IS NULL) = (customers_evaluated IS NULL)),
        ADD CONSTRAINT calculation_run_official_is_whole CHECK (kind = 'provisional' OR based_on IS NULL);

      -- What changed since a delivery, and what begins or ends on a day. Rows lie in the order in which they were recorded,
      -- so that ranges of blocks tell; an index with an entry for each row would cost every delivery more than it saves a run.
      CREATE INDEX billed_seat_history_changes ON billed_seat_history USING brin (recorded_from, recorded_to,
        charged_from date_minmax_multi_ops, charged_to date_minmax_multi_ops) WITH (pages_per_range = 32, autosummarize = on);
      CREATE INDEX seat_history_changes ON seat_history USING brin (recorded_from, recorded_to, observed_from)
        WITH (pages_per_range = 32, autosummarize = on);
      CREATE INDEX first_charge_changes ON first_charge USING brin (recorded_from, recorded_to)
        WITH (pages_per_range = 32, autosummarize = on);
      CREATE INDEX subscription_history_changes ON subscription_history USING brin (recorded_from, recorded_to,
        effective_start_on, effective_start_at) WITH (pages_per_range = 32, autosummarize = on);
      CREATE INDEX customer_profile_changes ON customer_profile USING brin (recorded_from, recorded_to)
        WITH (pages_per_range = 32, autosummarize = on);
      CREATE INDEX customer_listing_changes ON customer_listing USING brin (recorded_from, recorded_to)
        WITH (pages_per_range = 32, autosummarize = on);
      CREATE INDEX prior_purchase_changes ON prior_purchase USING brin (recorded_from, recorded_to)
        WITH (pages_per_range = 32, autosummarize = on);
      CREATE INDEX refusal_observed ON refusal USING brin (observed_at) WITH (pages_per_range = 32, autosummarize = on);
      CREATE INDEX partner_standing_changes ON partner_standing USING brin (recorded_from, recorded_to)
        WITH (pages_per_range = 32, autosummarize = on);
      CREATE INDEX partner_standing_begins ON partner_standing (valid_from);
      CREATE INDEX partner_standing_ends ON partner_standing (valid_to) WHERE valid_to IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was calculated stays on record.');
  }
}
