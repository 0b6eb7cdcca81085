import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who we are at Partner Center on behalf of a user. */
export class IdentityAndSources1795200000009 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      -- Refresh tokens of the service user, sealed. Nothing is taken away: the newest of an app registration counts.
      CREATE TABLE refresh_token (
        refresh_token integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        tenant_id text NOT NULL CHECK (tenant_id <> ''),
        client_id text NOT NULL CHECK (client_id <> ''),
        -- stored: a person brought it; rotated: Entra gave it in exchange for the one before.
        origin text NOT NULL CHECK (origin IN ('stored', 'rotated')),
        token_sealed bytea NOT NULL,
        sealed_with text NOT NULL,
        issued_at timestamptz NOT NULL
      );
      CREATE INDEX refresh_token_newest ON refresh_token (tenant_id, client_id, refresh_token);
      -- Each time one was traded for an access token: 90 days without, and it lapses.
      CREATE TABLE refresh_token_use (
        refresh_token integer NOT NULL REFERENCES refresh_token,
        used_at timestamptz NOT NULL,
        PRIMARY KEY (refresh_token, used_at)
      );
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON refresh_token EXECUTE FUNCTION posted_is_posted();
      CREATE TRIGGER posted_is_posted BEFORE UPDATE OR DELETE OR TRUNCATE ON refresh_token_use EXECUTE FUNCTION posted_is_posted();
      GRANT SELECT, INSERT ON refresh_token, refresh_token_use TO seatback_service;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Migrations go forward only: what was recorded is not taken back.');
  }
}
