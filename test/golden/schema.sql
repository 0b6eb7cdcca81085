CREATE OR REPLACE FUNCTION public.accepted_proof_is_of_its_document()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF NOT EXISTS (SELECT FROM claim_document WHERE document = NEW.document AND kind = 'proof-of-performance'
          AND campaign_id = NEW.campaign_id AND partner_key = NEW.partner_key AND given_at >= NEW.handed_in_at) THEN
          RAISE EXCEPTION 'document % is no proof of performance of partner % for %, handed in by %', NEW.document, NEW.partner_key,
            NEW.campaign_id, NEW.handed_in_at USING ERRCODE = 'check_violation';
        END IF;
        IF NOT EXISTS (SELECT FROM proof WHERE partner_key = NEW.partner_key AND campaign_id = NEW.campaign_id AND kind = NEW.kind
          AND received_on = NEW.received_on AND recorded_from <= NEW.delivery AND recorded_to IS NULL) THEN
          RAISE EXCEPTION 'the proof that delivery % accepts is not on record', NEW.delivery USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.accruals_are_entered()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE wrong record;
  BEGIN
    SELECT entered.run INTO wrong FROM entered LEFT JOIN calculation_run AS known USING (run) WHERE known.state IS NULL LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'there is no run %', wrong.run USING ERRCODE = 'foreign_key_violation';
    END IF;
    SELECT entered.partner_key INTO wrong FROM entered LEFT JOIN partner USING (partner_key) WHERE partner_id IS NULL LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'there is no partner %', wrong.partner_key USING ERRCODE = 'foreign_key_violation';
    END IF;
    SELECT entered.journal INTO wrong FROM entered LEFT JOIN journal USING (journal)
      WHERE entered.journal IS NOT NULL AND journal.cause IS NULL LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'there is no journal %', wrong.journal USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
  END $function$;

CREATE OR REPLACE FUNCTION public.actor_key(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'public', 'pg_temp'
AS $function$
        SELECT translate(
          replace(upper(lower(btrim(regexp_replace(normalize(name, NFKC), '\s+', ' ', 'g')))), 'ß', 'SS'),
          'АВСЕНІЈКМОРЅТУХԀԚԜҺӀΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'ABCEHIJKMOPSTYXDQWHIABEZHIKMNOPTYX') $function$;

CREATE OR REPLACE FUNCTION public.adjustment_is_decided_once()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE of_the_decision constant text[] := ARRAY['state', 'decided_by', 'decided_at', 'refused_because', 'journal'];
      BEGIN
        IF TG_OP = 'INSERT' AND NEW.state <> 'proposed' THEN
          RAISE EXCEPTION 'adjustment % begins as proposed', NEW.manual_adjustment USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.state <> 'proposed' OR NEW.state = 'proposed'
          OR to_jsonb(OLD) - of_the_decision <> to_jsonb(NEW) - of_the_decision) THEN
          RAISE EXCEPTION 'adjustment % is decided once, and not otherwise changed', OLD.manual_adjustment USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.journal IS NOT NULL AND NOT EXISTS (SELECT FROM journal WHERE journal = NEW.journal AND kind = 'manual'
            AND campaign_id = NEW.campaign_id AND cause = 'manual adjustment ' || NEW.manual_adjustment AND posted_in = pg_current_xact_id()) THEN
          RAISE EXCEPTION 'adjustment % is approved with its own journal', NEW.manual_adjustment USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.answer_is_read_once()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      DECLARE
        of_the_reading constant text[] := ARRAY['state', 'read_at', 'kind', 'namespace', 'message_id', 'page', 'created', 'fact_count',
          'facts_digest', 'fault', 'repeats'];
      BEGIN
        IF TG_OP = 'INSERT' AND NEW.state <> 'kept' THEN
          RAISE EXCEPTION 'answer % is kept before it is read', NEW.answer USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.state <> 'kept' OR NEW.state = 'kept' OR to_jsonb(OLD) - of_the_reading <> to_jsonb(NEW) - of_the_reading) THEN
          RAISE EXCEPTION 'answer % is read once, and not otherwise changed', OLD.answer USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.are_roles(roles text[])
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$
        SELECT roles <@ ARRAY['finance-viewer', 'finance-maker', 'finance-checker', 'administrator', 'partner-viewer', 'partner-administrator'] $function$;

CREATE OR REPLACE FUNCTION public.asked_work_ends_once()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF OLD.ended_at IS NOT NULL
          OR (OLD.asked_work, OLD.kind, OLD.campaign_id, OLD.asked_by, OLD.asked_at, OLD.snapshot_at, OLD.known_at)
            IS DISTINCT FROM (NEW.asked_work, NEW.kind, NEW.campaign_id, NEW.asked_by, NEW.asked_at, NEW.snapshot_at, NEW.known_at)
          OR NEW.attempt < OLD.attempt OR NEW.state = 'asked' THEN
          RAISE EXCEPTION 'what is asked for stays asked for, and ends once' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.run IS NOT NULL AND NOT EXISTS (SELECT FROM calculation_run WHERE run = NEW.run AND campaign_id = NEW.campaign_id) THEN
          RAISE EXCEPTION 'run % is of another campaign', NEW.run USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.audit_entry_follows_the_last()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      DECLARE last audit_entry%ROWTYPE;
      BEGIN
        SELECT * INTO last FROM audit_entry ORDER BY entry DESC LIMIT 1;
        IF NEW.entry <> COALESCE(last.entry, 0) + 1 OR NEW.previous_hash <> COALESCE(last.entry_hash, repeat('0', 64)) THEN
          RAISE EXCEPTION 'audit entry % does not follow entry %', NEW.entry, last.entry USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.batch_begins()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF NEW.state <> 'prepared' OR NEW.approved_by IS NOT NULL THEN
          RAISE EXCEPTION 'batch % begins as prepared', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.batch_goes_forward()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE
        step constant text := OLD.state || ' to ' || NEW.state;
        made constant boolean := (OLD.batch, OLD.campaign_id, OLD.run, OLD.message_id, OLD.execution_date, OLD.payment_count, OLD.totals,
            OLD.file_hash, OLD.prepared_by, OLD.prepared_at, OLD.prepared_in, OLD.debtor_bic, OLD.bank_time_zone, OLD.format)
          IS DISTINCT FROM (NEW.batch, NEW.campaign_id, NEW.run, NEW.message_id, NEW.execution_date, NEW.payment_count, NEW.totals,
            NEW.file_hash, NEW.prepared_by, NEW.prepared_at, NEW.prepared_in, NEW.debtor_bic, NEW.bank_time_zone, NEW.format);
        approved constant boolean := (OLD.approved_by, OLD.approved_at, OLD.approved_hash, OLD.approved_count, OLD.approved_totals)
          IS DISTINCT FROM (NEW.approved_by, NEW.approved_at, NEW.approved_hash, NEW.approved_count, NEW.approved_totals);
        begun constant boolean := (OLD.released_by, OLD.release_begun_at) IS DISTINCT FROM (NEW.released_by, NEW.release_begun_at);
        written constant boolean := OLD.file_written_at IS DISTINCT FROM NEW.file_written_at;
        released constant boolean := (OLD.released_at, OLD.released_as) IS DISTINCT FROM (NEW.released_at, NEW.released_as);
        voided constant boolean := (OLD.voided_by, OLD.voided_at, OLD.voided_because)
          IS DISTINCT FROM (NEW.voided_by, NEW.voided_at, NEW.voided_because);
      BEGIN
        IF step NOT IN ('prepared to approved', 'prepared to voided', 'approved to releasing', 'approved to voided',
            'releasing to releasing', 'releasing to released', 'releasing to voided') THEN
          RAISE EXCEPTION 'batch % does not go from %', OLD.batch, step USING ERRCODE = 'check_violation';
        END IF;
        IF made
          OR (approved AND step <> 'prepared to approved')
          OR (begun AND step <> 'approved to releasing')
          OR (written AND (step <> 'releasing to releasing' OR OLD.file_written_at IS NOT NULL))
          OR (released AND step <> 'releasing to released')
          OR (voided AND NEW.state <> 'voided')
          -- What was handed over is not taken back.
          OR (step = 'releasing to voided' AND NEW.file_written_at IS NOT NULL) THEN
          RAISE EXCEPTION 'batch % goes from %: what an earlier step wrote stays, and no later one is written ahead', OLD.batch, step
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.batch_is_whole()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE
        live integer;
        differing integer;
      BEGIN
        SELECT count(*) INTO live FROM payment_instruction WHERE batch = NEW.batch AND NOT voided;
        SELECT count(*) INTO differing FROM (SELECT paid_currency AS currency, sum(paid_amount) AS total FROM payment_instruction
            WHERE batch = NEW.batch GROUP BY paid_currency) AS paid
          FULL JOIN (SELECT key AS currency, value::numeric AS total FROM jsonb_each_text(NEW.totals)) AS said USING (currency)
          WHERE paid.total IS DISTINCT FROM said.total;
        IF differing > 0 OR live <> (CASE NEW.state WHEN 'voided' THEN 0 ELSE NEW.payment_count END) THEN
          RAISE EXCEPTION 'batch % does not add up to its payments', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.batch_keeps_its_vendor()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF TG_OP = 'UPDATE' AND OLD.vendor IS DISTINCT FROM NEW.vendor THEN
          RAISE EXCEPTION 'batch % is for whom it was prepared', OLD.batch USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.vendor IS NOT NULL AND NEW.state <> 'voided' AND NOT EXISTS (SELECT FROM vendor
            WHERE vendor.vendor = NEW.vendor AND approved_at IS NOT NULL AND disabled_at IS NULL) THEN
          RAISE EXCEPTION 'batch %: vendor % is not approved', NEW.batch, NEW.vendor USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.begins_with_the_closing_delivery()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE wrong integer;
      BEGIN
        SELECT recorded_from INTO wrong FROM entered WHERE recorded_to IS NOT NULL OR NOT EXISTS (
          SELECT FROM delivery WHERE delivery = recorded_from AND closed_in = pg_current_xact_id()) LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'what % says begins with the delivery that is being closed, and not with %', TG_TABLE_NAME, wrong
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.blocks_are_whole()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE differing integer;
      BEGIN
        SELECT count(*) INTO differing FROM (SELECT block, count(*) AS payments FROM payment_instruction
            WHERE batch = NEW.batch GROUP BY block) AS paid
          FULL JOIN (SELECT block, payment_count AS payments FROM payout_block WHERE batch = NEW.batch) AS said USING (block)
          WHERE paid.payments IS DISTINCT FROM said.payments;
        IF differing > 0 THEN
          RAISE EXCEPTION 'the blocks of batch % are not those of its payments', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.calculation_run_takes_its_steps()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      DECLARE
        step text := 'begins as ' || NEW.state;
        of_the_step text[];
      BEGIN
        IF TG_OP = 'UPDATE' THEN step := OLD.state || ' to ' || NEW.state; END IF;
        of_the_step := CASE
          WHEN step = 'calculated to submitted' THEN ARRAY['submitted_by', 'submitted_at']
          WHEN step = 'submitted to approved' THEN ARRAY['approved_by', 'approved_at', 'approved_digest']
          WHEN step IN ('submitted to rejected', 'approved to rejected') THEN ARRAY['rejected_by', 'rejected_at', 'rejected_because']
          WHEN step = 'approved to posted' THEN ARRAY['posted_by', 'posted_at']
          WHEN step IN ('calculated to superseded', 'posted to superseded') THEN ARRAY['superseded_by']
          WHEN step = 'begins as calculated' THEN ARRAY[]::text[]
        END;
        IF of_the_step IS NULL THEN
          RAISE EXCEPTION 'run %: % is no step of a run', NEW.run, step USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - of_the_step - 'state' <> to_jsonb(OLD) - of_the_step - 'state' THEN
          RAISE EXCEPTION 'run %: % writes what is not its own', NEW.run, step USING ERRCODE = 'check_violation';
        END IF;
        IF step = 'posted to superseded'
          AND NOT EXISTS (SELECT FROM restatement WHERE run = NEW.superseded_by AND restates = NEW.run) THEN
          RAISE EXCEPTION 'run % was posted: only a restatement of it takes its place', NEW.run USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.delivery_follows_the_last()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      DECLARE last delivery%ROWTYPE;
      BEGIN
        SELECT * INTO last FROM delivery ORDER BY delivery DESC LIMIT 1;
        IF NEW.delivery <> COALESCE(last.delivery, 0) + 1 THEN
          RAISE EXCEPTION 'delivery % does not follow delivery %', NEW.delivery, last.delivery USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.recorded_at < last.recorded_at THEN
          RAISE EXCEPTION 'delivery % is recorded before delivery %', NEW.delivery, last.delivery USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.details_are_decided_by_another()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF EXISTS (SELECT FROM bank_details JOIN payee_invitation USING (payee_invitation)
            WHERE bank_details.bank_details = NEW.bank_details AND is_same_actor(issued_by, NEW.decided_by)) THEN
          RAISE EXCEPTION 'bank details % are not decided by who issued their invitation', NEW.bank_details USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.document_is_kept_until_then()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF TG_TABLE_NAME = 'claim_document_erasure' THEN
          IF NEW.erased_at < (SELECT kept_until FROM claim_document WHERE document = NEW.document) THEN
            RAISE EXCEPTION 'document % is kept longer', NEW.document USING ERRCODE = 'check_violation';
          END IF;
        ELSIF to_jsonb(OLD) - 'sealed' <> to_jsonb(NEW) - 'sealed'
          OR NOT EXISTS (SELECT FROM claim_document_erasure WHERE document = NEW.document) THEN
          RAISE EXCEPTION 'document % was not erased', NEW.document USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.document_is_of_a_claim()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF NOT EXISTS (SELECT FROM claim WHERE claim_id = NEW.claim_id AND campaign_id = NEW.campaign_id
          AND partner_key = NEW.partner_key AND recorded_to IS NULL) THEN
          RAISE EXCEPTION 'partner % has no claim % for %', NEW.partner_key, NEW.claim_id, NEW.campaign_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.ends_with_the_closing_delivery()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF OLD.recorded_to IS NOT NULL OR NEW.recorded_to IS NULL OR NOT EXISTS (
            SELECT FROM delivery WHERE delivery = NEW.recorded_to AND closed_in = pg_current_xact_id()) THEN
          RAISE EXCEPTION 'what % says ends once, with the delivery that is being closed, and not with %', TG_TABLE_NAME, NEW.recorded_to
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.exchange_is_posted_once()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF (OLD.exchanged_journal IS NOT NULL AND OLD.exchanged_journal IS DISTINCT FROM NEW.exchanged_journal)
          OR (OLD.exchanged_back_journal IS NOT NULL AND OLD.exchanged_back_journal IS DISTINCT FROM NEW.exchanged_back_journal) THEN
          RAISE EXCEPTION 'payment %: what was posted for it stays', OLD.end_to_end_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.folded_name(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN regexp_replace(lower(NORMALIZE(name, NFKD)), '[\u0300-\u036f]'::text, ''::text, 'g'::text);

CREATE OR REPLACE FUNCTION public.forfeited_is_not_on_its_way()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF NEW.reason <> 'payment-failed' AND EXISTS (SELECT FROM payment_instruction AS paid JOIN payout_batch AS batch USING (batch)
            WHERE (paid.run, paid.partner_key) = (NEW.run, NEW.partner_key) AND NOT voided
              AND (paid.revision = NEW.revision AND NOT paid.ended OR batch.state <> 'released')) THEN
          RAISE EXCEPTION 'what run % owes to partner key % is in a batch', NEW.run, NEW.partner_key USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.forfeited_is_not_paid()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF EXISTS (SELECT FROM payee_forfeiture AS gone WHERE (gone.run, gone.partner_key, gone.revision) = (NEW.run, NEW.partner_key, NEW.revision)) THEN
          RAISE EXCEPTION 'what run % owed to partner key % was forfeited', NEW.run, NEW.partner_key USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.forfeiture_comes_after_the_last_notice()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      DECLARE request record;
      BEGIN
        IF NEW.payee_request IS NULL THEN RETURN NEW; END IF;
        SELECT forfeits, most_notices, ended_as, (SELECT count(*) FROM payee_notice AS notice
            WHERE notice.payee_request = asked.payee_request AND kind = 'details-wanted') AS notices,
            (SELECT max(answer_by) FROM payee_invitation AS invitation WHERE invitation.payee_request = asked.payee_request) AS answer_by
          INTO request FROM payee_request AS asked WHERE asked.payee_request = NEW.payee_request;
        IF NOT request.forfeits OR request.notices < request.most_notices OR NEW.forfeited_at < request.answer_by
          OR request.ended_as IS DISTINCT FROM 'forfeited' THEN
          RAISE EXCEPTION 'request % has time left', NEW.payee_request USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.hold_ends_once()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF OLD.held_to IS NOT NULL OR NEW.held_to IS NULL OR to_jsonb(OLD) - 'held_to' <> to_jsonb(NEW) - 'held_to' THEN
          RAISE EXCEPTION 'a hold ends once, and is not otherwise changed' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.invitation_is_taken_in_time()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      DECLARE taken record;
      BEGIN
        IF NEW.payee_invitation IS NULL THEN RETURN NEW; END IF;
        SELECT answer_by, ended_at, EXISTS (SELECT FROM payee_invitation AS newer
            WHERE newer.payee_request = invitation.payee_request AND newer.payee_invitation > invitation.payee_invitation) AS replaced
          INTO taken FROM payee_invitation AS invitation JOIN payee_request USING (payee_request)
          WHERE invitation.payee_invitation = NEW.payee_invitation;
        IF NEW.entered_at >= taken.answer_by OR taken.ended_at IS NOT NULL OR taken.replaced THEN
          RAISE EXCEPTION 'invitation % is over', NEW.payee_invitation USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.is_same_actor(a text, b text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'public', 'pg_temp'
AS $function$
        SELECT actor_key(a) = actor_key(b) OR (strpos(actor_key(a), '@') > 0) <> (strpos(actor_key(b), '@') > 0)
          AND split_part(actor_key(a), '@', 1) = split_part(actor_key(b), '@', 1) $function$;

CREATE OR REPLACE FUNCTION public.journals_are_entered()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE closed date;
  BEGIN
    SELECT month INTO closed FROM (SELECT DISTINCT date_trunc('month', accounting_date)::date AS month FROM entered) AS dated
      JOIN accounting_month USING (month) LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'accounting month % is closed', to_char(closed, 'YYYY-MM') USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO ledger_entry (entry_of, first_journal, last_journal)
      SELECT 'journal', min(journal), max(journal) FROM entered HAVING count(*) > 0;
    RETURN NULL;
  END $function$;

CREATE OR REPLACE FUNCTION public.journals_are_whole()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE wrong record;
  BEGIN
    IF NEW.entry_of = 'journal' THEN
      -- Numbered without a gap, also to the one before.
      SELECT journal, place INTO wrong FROM (
        SELECT journal, (row_number() OVER (ORDER BY journal))::integer + GREATEST(NEW.first_journal - 1, 1) - 1 AS place
        FROM journal WHERE journal BETWEEN NEW.first_journal - 1 AND NEW.last_journal) AS numbered
        WHERE journal <> place ORDER BY journal LIMIT 1;
      IF FOUND THEN
        RAISE EXCEPTION 'journal % does not follow the last one', wrong.journal USING ERRCODE = 'check_violation';
      END IF;
      SELECT journal INTO wrong FROM journal
        WHERE journal BETWEEN NEW.first_journal AND NEW.last_journal
          AND journal NOT IN (SELECT journal FROM posting WHERE journal BETWEEN NEW.first_journal AND NEW.last_journal)
        ORDER BY journal LIMIT 1;
      IF FOUND THEN
        RAISE EXCEPTION 'journal % has no postings', wrong.journal USING ERRCODE = 'check_violation';
      END IF;
      RETURN NULL;
    END IF;
    SELECT journal, currency, sum(amount) AS difference INTO wrong FROM posting
      WHERE journal BETWEEN NEW.first_journal AND NEW.last_journal
      GROUP BY journal, currency HAVING sum(amount) <> 0 ORDER BY journal LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'journal % is out of balance by % %', wrong.journal, wrong.difference, wrong.currency
        USING ERRCODE = 'check_violation';
    END IF;
    -- A release moves what is payable to the partner, and nothing beyond it.
    IF EXISTS (SELECT FROM journal WHERE journal BETWEEN NEW.first_journal AND NEW.last_journal AND kind = 'release') THEN
      SELECT max(released.journal) AS journal, sum(posting.amount) AS missing, posting.currency INTO wrong
        FROM (SELECT account_key, max(journal) AS journal FROM posting JOIN journal USING (journal) JOIN account USING (account_key)
          WHERE journal BETWEEN NEW.first_journal AND NEW.last_journal AND journal.kind = 'release' AND account.kind = 'payable'
          GROUP BY account_key) AS released
        JOIN posting USING (account_key) GROUP BY account_key, posting.currency HAVING sum(posting.amount) > 0 LIMIT 1;
      IF FOUND THEN
        RAISE EXCEPTION 'journal % takes % % more than is payable', wrong.journal, wrong.missing, wrong.currency
          USING ERRCODE = 'check_violation';
      END IF;
    END IF;
    RETURN NULL;
  END $function$;

CREATE OR REPLACE FUNCTION public.lifted_outcomes_were_carried()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE wrong record;
      BEGIN
        SELECT entered.run, entered.partner_key INTO wrong FROM entered
          WHERE entered.reached_with IS NOT NULL
            AND NOT EXISTS (SELECT FROM threshold_outcome AS reached WHERE reached.run = entered.reached_with AND reached.carried_along > 0)
          LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'what run % carried for partner % was reached with no payout', wrong.run, wrong.partner_key
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.made_with_its_batch()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE
        made constant jsonb := to_jsonb(NEW);
        prepared xid8;
      BEGIN
        SELECT prepared_in INTO prepared FROM payout_batch
          WHERE message_id = made ->> 'message_id' OR batch = (made ->> 'batch')::integer;
        IF prepared IS DISTINCT FROM pg_current_xact_id() THEN
          RAISE EXCEPTION 'a row of % is made with its batch, and not added later', TG_TABLE_NAME USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.moved_payment_is_told()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE
        its record;
        step record;
        was jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{}'::jsonb END;
      BEGIN
        IF NOT EXISTS (SELECT FROM webhook_endpoint WHERE disabled_at IS NULL) THEN RETURN NULL; END IF;
        SELECT payment.partner_key, partner_id, campaign_id, message_id, batch.vendor INTO its
          FROM payment_instruction AS payment JOIN payout_batch AS batch USING (batch) JOIN partner ON partner.partner_key = payment.partner_key
          WHERE end_to_end_id = NEW.end_to_end_id;
        FOR step IN SELECT * FROM (VALUES (1, 'paid_journal', 'payment.paid'), (2, 'failed_journal', 'payment.rejected'),
            (3, 'returned_journal', 'payment.returned')) AS steps (place, journal, type) ORDER BY place
        LOOP
          CONTINUE WHEN to_jsonb(NEW) ->> step.journal IS NULL OR was ->> step.journal IS NOT NULL;
          PERFORM tell_by_webhook(step.type, 'payment ' || NEW.end_to_end_id, NEW.since, NULL, its.partner_key,
            jsonb_build_object('paymentId', NEW.end_to_end_id, 'campaignId', its.campaign_id, 'partnerId', its.partner_id));
          PERFORM tell_by_webhook(step.type, 'payment ' || NEW.end_to_end_id, NEW.since, its.vendor, NULL,
            jsonb_build_object('paymentId', NEW.end_to_end_id, 'batchId', its.message_id));
        END LOOP;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.name_words(name text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN array_to_tsvector(array_remove(regexp_split_to_array(folded_name(name), '[^[:alnum:]]+'::text), ''::text));

CREATE OR REPLACE FUNCTION public.notification_goes_on()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF (OLD.notification, OLD.occasion, OLD.kind, OLD.partner_key, OLD.campaign_id, OLD.notice, OLD.message_id, OLD.recorded_at)
          IS DISTINCT FROM (NEW.notification, NEW.occasion, NEW.kind, NEW.partner_key, NEW.campaign_id, NEW.notice, NEW.message_id, NEW.recorded_at)
          OR (OLD.state, NEW.state) NOT IN (('waiting', 'waiting'), ('waiting', 'sent'), ('waiting', 'refused'), ('waiting', 'lapsed'),
            ('waiting', 'settled'), ('sent', 'refused'), ('refused', 'waiting'), ('refused', 'settled')) THEN
          RAISE EXCEPTION 'notification % does not go from % to %', OLD.notification, OLD.state, NEW.state USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.only_resealed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      DECLARE
        was constant text := to_jsonb(OLD) ->> TG_ARGV[0];
        becomes constant text := to_jsonb(NEW) ->> TG_ARGV[0];
      BEGIN
        -- Length of the key's id, then the id: 17 bytes.
        IF to_jsonb(OLD) - TG_ARGV::text[] <> to_jsonb(NEW) - TG_ARGV::text[] OR was IS NULL OR becomes IS NULL
          OR left(was, 36) = left(becomes, 36)
          OR (TG_ARGV[0] <> 'sealed_with' AND (left(was, 4) <> '\x10' OR left(becomes, 4) <> '\x10')) THEN
          RAISE EXCEPTION 'a sealed value of % is sealed with another key, and not otherwise changed', TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.outcomes_are_entered()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE wrong record;
      BEGIN
        SELECT entered.run, entered.partner_key, entered.revision INTO wrong FROM entered
          WHERE entered.revision > 1 AND NOT EXISTS (SELECT FROM threshold_outcome AS before
            WHERE before.run = entered.run AND before.partner_key = entered.partner_key AND before.revision = entered.revision - 1) LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'outcome % of run % and partner % follows none', wrong.revision, wrong.run, wrong.partner_key
            USING ERRCODE = 'check_violation';
        END IF;
        SELECT entered.run, entered.partner_key INTO wrong FROM entered JOIN payment_instruction AS live
          ON live.run = entered.run AND live.partner_key = entered.partner_key AND NOT live.voided
          JOIN payout_batch AS batch USING (batch) WHERE batch.state <> 'released' LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'what run % made payable to partner % is in a batch', wrong.run, wrong.partner_key
            USING ERRCODE = 'check_violation';
        END IF;
        -- What was made payable before and has left is not made payable again: it does not lie there any more.
        SELECT entered.run, entered.partner_key INTO wrong FROM entered JOIN calculation_run AS of_run ON of_run.run = entered.run
          LEFT JOIN account ON account.kind = 'payable' AND account.campaign_id = of_run.campaign_id
            AND account.partner_key = entered.partner_key AND account.currency = entered.currency
          WHERE entered.outcome = 'payable' AND entered.revision > 1
            AND entered.amount > COALESCE((SELECT -sum(posting.amount) FROM posting WHERE posting.account_key = account.account_key), 0) LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'what run % made payable to partner % does not lie payable', wrong.run, wrong.partner_key
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.partners_in_sight()
 RETURNS integer[]
 LANGUAGE sql
 STABLE
AS $function$
        SELECT COALESCE(NULLIF(current_setting('seatback.partners_in_sight', true), ''), '{}')::integer[] $function$;

CREATE OR REPLACE FUNCTION public.payment_can_go(from_state text, to_state text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$
        SELECT COALESCE(array_position(steps, to_state) > array_position(steps, from_state), false)
          -- What has left is not refused any more without a contradiction.
          AND NOT (from_state IN ('debited', 'credited') AND to_state IN ('rejected', 'cancelled'))
        FROM (SELECT ARRAY['released', 'received', 'in-process', 'debited', 'blocked', 'credited', 'rejected', 'cancelled', 'contradicted',
          'returned'] AS steps) AS listed
      $function$;

CREATE OR REPLACE FUNCTION public.payment_goes_forward()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      DECLARE
        old_state constant text := CASE TG_OP WHEN 'INSERT' THEN 'released' ELSE OLD.state END;
      BEGIN
        IF NEW.state <> old_state AND NOT payment_can_go(old_state, NEW.state) THEN
          RAISE EXCEPTION 'payment % does not go from % to %', NEW.end_to_end_id, old_state, NEW.state USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.end_to_end_id <> NEW.end_to_end_id OR NEW.since < OLD.since
          -- What comes back once it was found to be paid may come back for another cause than it was refused for.
          OR (OLD.cause IS NOT NULL AND OLD.cause IS DISTINCT FROM NEW.cause
            AND NOT (OLD.returned_journal IS NULL AND NEW.returned_journal IS NOT NULL AND NEW.cause IS NOT NULL))
          OR (OLD.paid_journal IS NOT NULL AND OLD.paid_journal IS DISTINCT FROM NEW.paid_journal)
          OR (OLD.failed_journal IS NOT NULL AND OLD.failed_journal IS DISTINCT FROM NEW.failed_journal)
          OR (OLD.returned_journal IS NOT NULL AND OLD.returned_journal IS DISTINCT FROM NEW.returned_journal)
          OR (OLD.returned_amount IS NOT NULL AND OLD.returned_amount IS DISTINCT FROM NEW.returned_amount)) THEN
          RAISE EXCEPTION 'payment %: what was posted for it stays', OLD.end_to_end_id USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.paid_journal IS NULL AND num_nonnulls(NEW.returned_journal, NEW.exchanged_journal) > 0 AND NOT EXISTS (SELECT FROM answer_decision AS decided
            WHERE decided.end_to_end_id = NEW.end_to_end_id AND decided_as = 'paid') THEN
          RAISE EXCEPTION 'payment % was not paid: nothing of it comes back', NEW.end_to_end_id USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.returned_journal IS NULL AND NEW.exchanged_back_journal IS NOT NULL AND NOT EXISTS (SELECT FROM answer_decision AS decided
            WHERE decided.end_to_end_id = NEW.end_to_end_id AND decided_as = 'not-paid') THEN
          RAISE EXCEPTION 'payment % has not come back: nothing of it is exchanged back', NEW.end_to_end_id USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.cause IS NOT NULL AND num_nonnulls(NEW.failed_journal, NEW.returned_journal) = 0 AND NOT EXISTS (SELECT FROM answer_decision AS decided
            WHERE decided.end_to_end_id = NEW.end_to_end_id AND decided_as = 'not-paid') THEN
          RAISE EXCEPTION 'payment % has not failed', NEW.end_to_end_id USING ERRCODE = 'check_violation';
        END IF;
        IF (SELECT batch.state FROM payment_instruction JOIN payout_batch AS batch USING (batch)
            WHERE end_to_end_id = NEW.end_to_end_id) <> 'released' THEN
          RAISE EXCEPTION 'payment % was not released', NEW.end_to_end_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.payment_keeps_to_its_batch()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      DECLARE its record;
      BEGIN
        SELECT state, prepared_in INTO its FROM payout_batch WHERE batch = NEW.batch;
        IF TG_OP = 'INSERT' AND (NEW.voided OR NEW.ended OR its.prepared_in <> pg_current_xact_id()) THEN
          RAISE EXCEPTION 'batch % was prepared: no payment is added to it', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND NEW.ended AND NOT OLD.ended AND to_jsonb(OLD) - 'ended' = to_jsonb(NEW) - 'ended' THEN
          IF NOT EXISTS (SELECT FROM payment_standing AS standing WHERE standing.end_to_end_id = NEW.end_to_end_id
            AND (returned_journal IS NOT NULL OR (failed_journal IS NOT NULL AND standing.state IN ('rejected', 'cancelled', 'returned'))))
            -- Or somebody has asked the bank, where its reports contradict each other.
            AND NOT EXISTS (SELECT FROM answer_decision AS decided WHERE decided.end_to_end_id = NEW.end_to_end_id AND decided_as = 'not-paid') THEN
            RAISE EXCEPTION 'payment % has not come to its end', OLD.end_to_end_id USING ERRCODE = 'check_violation';
          END IF;
          RETURN NULL;
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.voided OR NOT NEW.voided OR its.state <> 'voided'
          OR to_jsonb(OLD) - 'voided' <> to_jsonb(NEW) - 'voided') THEN
          RAISE EXCEPTION 'payment % is voided with its batch, and not otherwise changed', OLD.end_to_end_id
            USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.payments_are_of_their_vendor()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE other text;
      BEGIN
        SELECT min(end_to_end_id) INTO other FROM payment_instruction JOIN payee USING (payee)
          WHERE batch = NEW.batch AND payee.vendor IS DISTINCT FROM NEW.vendor;
        IF other IS NOT NULL THEN
          RAISE EXCEPTION 'payment % is of another vendor than its batch', other USING ERRCODE = 'check_violation';
        END IF;
        IF EXISTS (SELECT FROM payout_block WHERE batch = NEW.batch AND (debtor_bic IS NULL) <> (NEW.vendor IS NOT NULL)) THEN
          RAISE EXCEPTION 'the blocks of batch % are of a bank or of a vendor, as it is', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.payments_pay_the_newest_outcome()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE wrong record;
      BEGIN
        SELECT end_to_end_id INTO wrong FROM entered JOIN threshold_outcome AS newer
          ON newer.run = entered.run AND newer.partner_key = entered.partner_key AND newer.revision > entered.revision LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION 'payment % pays what was decided on again', wrong.end_to_end_id USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.person_hold_is_released_once()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF OLD.released_at IS NOT NULL OR (OLD.person_hold, OLD.partner_key, OLD.placed_by, OLD.placed_at, OLD.reason)
          IS DISTINCT FROM (NEW.person_hold, NEW.partner_key, NEW.placed_by, NEW.placed_at, NEW.reason) THEN
          RAISE EXCEPTION 'hold % is released once, and stays otherwise what it is', OLD.person_hold USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.person_request_is_answered_once()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF OLD.state = 'done' OR (OLD.person, OLD.idempotency_key) IS DISTINCT FROM (NEW.person, NEW.idempotency_key)
          OR (OLD.state = 'under-way' AND OLD.request_hash <> NEW.request_hash) THEN
          RAISE EXCEPTION 'a request is answered once' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.person_stays_who_it_is()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF to_jsonb(OLD) - ARRAY['name', 'email', 'told_at'] <> to_jsonb(NEW) - ARRAY['name', 'email', 'told_at'] THEN
          RAISE EXCEPTION 'person % stays who it is', OLD.person USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.posted_is_posted()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        RAISE EXCEPTION 'what was posted is not changed: % on %', TG_OP, TG_TABLE_NAME USING ERRCODE = 'check_violation';
      END $function$;

CREATE OR REPLACE FUNCTION public.posted_run_gives_way_to_its_restatement()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF NOT EXISTS (SELECT FROM calculation_run AS next
          WHERE next.run = NEW.superseded_by AND next.campaign_id = NEW.campaign_id AND next.posted_by IS NOT NULL) THEN
          RAISE EXCEPTION 'run % was posted: only a run that is posted takes its place', NEW.run USING ERRCODE = 'check_violation';
        END IF;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.posted_run_is_told()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        PERFORM tell_by_webhook('earning.posted', 'earning ' || NEW.campaign_id || ' ' || partner_id, NEW.posted_at, NULL, accrual.partner_key,
            jsonb_build_object('campaignId', NEW.campaign_id, 'run', NEW.run, 'partnerId', partner_id))
          FROM accrual JOIN partner USING (partner_key)
          WHERE run = NEW.run AND partner_key IN (SELECT partner_key FROM webhook_endpoint WHERE disabled_at IS NULL);
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.postings_are_entered()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
  DECLARE wrong record;
  BEGIN
    SELECT entered.journal INTO wrong FROM entered LEFT JOIN journal USING (journal) WHERE journal.cause IS NULL LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'there is no journal %', wrong.journal USING ERRCODE = 'foreign_key_violation';
    END IF;
    SELECT entered.account_key, entered.currency INTO wrong FROM entered LEFT JOIN account USING (account_key, currency)
      WHERE account.kind IS NULL LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'there is no account % in %', wrong.account_key, wrong.currency USING ERRCODE = 'foreign_key_violation';
    END IF;
    SELECT journal INTO wrong FROM entered JOIN journal USING (journal) WHERE posted_in <> pg_current_xact_id() LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'journal % was posted: nothing is added to it', wrong.journal USING ERRCODE = 'check_violation';
    END IF;
    INSERT INTO ledger_entry (entry_of, first_journal, last_journal)
      SELECT 'posting', min(journal), max(journal) FROM entered HAVING count(*) > 0;
    RETURN NULL;
  END $function$;

CREATE OR REPLACE FUNCTION public.question_ends_after_it_was_asked()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF NEW.ended_at < (SELECT asked_at FROM partner_question WHERE question = NEW.question) THEN
          RAISE EXCEPTION 'question % ends after it was asked', NEW.question USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.question_is_about_what_was_determined()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF NOT EXISTS (SELECT FROM calculation_run WHERE run = NEW.run AND campaign_id = NEW.campaign_id) OR NOT EXISTS (
          SELECT FROM determination WHERE campaign_id = NEW.campaign_id AND partner_key = NEW.partner_key AND customer_key = NEW.customer_key
            AND outcome = NEW.outcome AND run_from <= NEW.run AND (run_to IS NULL OR run_to > NEW.run)) THEN
          RAISE EXCEPTION 'run % did not determine what is asked about', NEW.run USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.released_batch_is_told()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        PERFORM tell_by_webhook('batch.released', 'batch ' || NEW.message_id, NEW.released_at, NEW.vendor, NULL,
          jsonb_build_object('batchId', NEW.message_id, 'paymentCount', NEW.payment_count));
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.request_ends_once()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
      BEGIN
        IF OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
          OR to_jsonb(OLD) - '{ended_as,ended_at}'::text[] <> to_jsonb(NEW) - '{ended_as,ended_at}'::text[] THEN
          RAISE EXCEPTION 'request % ends once, and is not otherwise changed', OLD.payee_request USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.request_is_answered_once()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF OLD.state = 'done' OR (OLD.client_id, OLD.idempotency_key) IS DISTINCT FROM (NEW.client_id, NEW.idempotency_key)
          OR (OLD.state = 'under-way' AND OLD.request_hash <> NEW.request_hash) THEN
          RAISE EXCEPTION 'a request is answered once' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.right_changes_hands()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE its_actor text; was boolean; becomes boolean;
      BEGIN
        -- One after another for each person, or two could both be the next.
        SELECT actor INTO its_actor FROM person WHERE person = NEW.person FOR NO KEY UPDATE;
        IF TG_TABLE_NAME = 'role_grant' THEN
          becomes := NEW.is_granted;
          SELECT is_granted INTO was FROM role_grant WHERE person = NEW.person AND role = NEW.role ORDER BY role_grant DESC LIMIT 1;
        ELSE
          becomes := NEW.is_bound;
          SELECT is_bound INTO was FROM partner_binding
            WHERE person = NEW.person AND partner_key = NEW.partner_key ORDER BY partner_binding DESC LIMIT 1;
        END IF;
        IF its_actor = NEW.decided_by THEN
          RAISE EXCEPTION 'nobody decides on rights of their own' USING ERRCODE = 'check_violation';
        END IF;
        IF COALESCE(was, false) = becomes THEN
          RAISE EXCEPTION 'a right is given once and withdrawn once' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.secret_ends_sooner_only()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF to_jsonb(OLD) - 'valid_to' <> to_jsonb(NEW) - 'valid_to' OR NEW.valid_to IS NULL OR NEW.valid_to > OLD.valid_to THEN
          RAISE EXCEPTION 'a secret comes to its end, and is not otherwise changed' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.tell_by_webhook(told_type text, told_subject text, told_at timestamp with time zone, told_vendor text, told_partner integer, data jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE
        endpoints integer[];
        new_event bigint;
      BEGIN
        SELECT array_agg(endpoint) INTO endpoints FROM webhook_endpoint
          WHERE disabled_at IS NULL AND told_type = ANY(events) AND (vendor = told_vendor OR partner_key = told_partner)
            AND NOT EXISTS (SELECT FROM vendor WHERE vendor.vendor = told_vendor AND vendor.disabled_at IS NOT NULL);
        IF endpoints IS NULL THEN RETURN; END IF;
        INSERT INTO webhook_event (type, subject, occurred_at, payload)
          VALUES (told_type, told_subject, told_at, jsonb_build_object('type', told_type,
            'timestamp', to_char(told_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'data', data)::text)
          RETURNING event INTO new_event;
        INSERT INTO webhook_delivery (event, endpoint, subject, due_at) SELECT new_event, one, told_subject, told_at FROM unnest(endpoints) AS one;
      END $function$;

CREATE OR REPLACE FUNCTION public.unmapped_product(at_delivery integer)
 RETURNS TABLE(named_by text, id text, name text, customers integer, billing_lines integer, subscriptions integer, readings integer, first_on date, last_on date)
 LANGUAGE sql
 STABLE
AS $function$
        WITH occurrence AS (
          SELECT 'offer' AS named_by, offer_id AS id, line.customer_key, 'line' AS kind, line.charge_start AS first_on,
            line.charge_end AS last_on, offer_key, NULL::text AS sku_id, NULL::text AS sku_part_number
          FROM offer JOIN billing_line AS line USING (offer_key) JOIN invoice USING (invoice_key)
          WHERE offer_id IN (SELECT sighting.id FROM product_sighting AS sighting WHERE sighting.named_by = 'offer')
            AND invoice.recorded_from <= at_delivery AND (invoice.recorded_to IS NULL OR invoice.recorded_to > at_delivery)
          UNION ALL
          SELECT 'offer', offer_id, customer_key, 'subscription', start.day, start.day, offer_key, NULL, NULL
          FROM offer JOIN subscription_history AS history USING (offer_key)
          CROSS JOIN LATERAL (SELECT COALESCE(effective_start_on, (effective_start_at AT TIME ZONE 'UTC')::date) AS day) AS start
          WHERE offer_id IN (SELECT sighting.id FROM product_sighting AS sighting WHERE sighting.named_by = 'offer')
            AND history.recorded_from <= at_delivery AND (history.recorded_to IS NULL OR history.recorded_to > at_delivery)
          UNION ALL
          SELECT 'sku', COALESCE(sku_id::text, sku_part_number), customer_key, 'reading', (observed_from AT TIME ZONE 'UTC')::date,
            (observed_from AT TIME ZONE 'UTC')::date, NULL, sku_id::text, sku_part_number
          FROM observed_sku JOIN seat_history AS history USING (observed_sku_key)
          WHERE COALESCE(sku_id::text, sku_part_number) IN (SELECT sighting.id FROM product_sighting AS sighting WHERE sighting.named_by = 'sku')
            AND history.recorded_from <= at_delivery AND (history.recorded_to IS NULL OR history.recorded_to > at_delivery)
        )
        SELECT sighting.named_by, sighting.id, sighting.name, count(DISTINCT customer_key)::integer,
          count(*) FILTER (WHERE kind = 'line')::integer, count(*) FILTER (WHERE kind = 'subscription')::integer,
          count(*) FILTER (WHERE kind = 'reading')::integer, min(first_on), max(last_on)
        FROM product_sighting AS sighting JOIN occurrence USING (named_by, id)
        WHERE NOT EXISTS (SELECT FROM offer_mapping AS mapping WHERE mapping.offer_key = occurrence.offer_key
            AND occurrence.first_on BETWEEN mapping.valid_from AND mapping.valid_to
            AND mapping.recorded_from <= at_delivery AND (mapping.recorded_to IS NULL OR mapping.recorded_to > at_delivery))
          AND NOT EXISTS (SELECT FROM sku_mapping AS mapping
            WHERE ((mapping.named_by, mapping.name) = ('id', occurrence.sku_id) OR (mapping.named_by, mapping.name) = ('part', occurrence.sku_part_number))
            AND occurrence.first_on BETWEEN mapping.valid_from AND mapping.valid_to
            AND mapping.recorded_from <= at_delivery AND (mapping.recorded_to IS NULL OR mapping.recorded_to > at_delivery))
        GROUP BY sighting.named_by, sighting.id, sighting.name
      $function$;

CREATE OR REPLACE FUNCTION public.vendor_answers_what_left()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      DECLARE its record;
      BEGIN
        SELECT state, file_hash, payment_count INTO its FROM payout_batch WHERE batch = NEW.batch;
        IF its.state <> 'released' OR (NEW.answered_as = 'acknowledged'
          AND (its.file_hash, its.payment_count) IS DISTINCT FROM (NEW.file_hash, NEW.payment_count)) THEN
          RAISE EXCEPTION 'batch % is not what was answered', NEW.batch USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.vendor_goes_forward()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF TG_OP = 'INSERT' AND num_nonnulls(NEW.approved_by, NEW.disabled_by) > 0 THEN
          RAISE EXCEPTION 'vendor % begins as registered', NEW.vendor USING ERRCODE = 'check_violation';
        END IF;
        IF TG_OP = 'UPDATE' AND (OLD.disabled_at IS NOT NULL
          OR (OLD.vendor, OLD.name, OLD.registered_by, OLD.registered_at) IS DISTINCT FROM (NEW.vendor, NEW.name, NEW.registered_by, NEW.registered_at)
          OR (OLD.approved_at IS NOT NULL AND (OLD.approved_by, OLD.approved_at) IS DISTINCT FROM (NEW.approved_by, NEW.approved_at))) THEN
          RAISE EXCEPTION 'vendor % is approved once and disabled once, and not otherwise changed', OLD.vendor USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.wanted_details_are_told()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        PERFORM tell_by_webhook('bank-details.wanted', 'bank details ' || campaign_id || ' ' || partner_id, NEW.issued_at, NULL, NEW.partner_key,
            jsonb_build_object('campaignId', campaign_id, 'partnerId', partner_id, 'notice', NEW.notice,
              'answerBy', to_char(NEW.answer_by AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))
          FROM payee_request JOIN partner USING (partner_key) WHERE payee_request = NEW.payee_request;
        RETURN NULL;
      END $function$;

CREATE OR REPLACE FUNCTION public.what_ended_stays_ended()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
      BEGIN
        IF OLD.ended_at IS NOT NULL OR to_jsonb(OLD) - ARRAY['seen_at', 'ended_at'] <> to_jsonb(NEW) - ARRAY['seen_at', 'ended_at']
          OR (to_jsonb(NEW) ->> 'seen_at')::timestamptz < (to_jsonb(OLD) ->> 'seen_at')::timestamptz THEN
          RAISE EXCEPTION 'it is seen, it ends, and stays otherwise what it is' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
      END $function$;

CREATE OR REPLACE FUNCTION public.words_sought(sought text)
 RETURNS tsquery
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((SELECT string_agg(DISTINCT ((''''::text || word.word) || ''':*'::text), ' & '::text) AS string_agg FROM unnest(regexp_split_to_array(folded_name(words_sought.sought), '[^[:alnum:]]+'::text)) word(word) WHERE (word.word <> ''::text)))::tsquery;

CREATE TABLE accepted_proof (
  delivery integer NOT NULL,
  document integer NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  partner_key integer NOT NULL,
  kind text NOT NULL,
  handed_in_at timestamp with time zone NOT NULL,
  received_on date NOT NULL,
  accepted_by text NOT NULL,
  accepted_at timestamp with time zone NOT NULL,
  reason text NOT NULL,
  CONSTRAINT accepted_proof_accepted_by_check CHECK (btrim(accepted_by) <> ''::text),
  CONSTRAINT accepted_proof_check CHECK (abs(received_on - (handed_in_at AT TIME ZONE 'UTC'::text)::date) <= 1),
  CONSTRAINT accepted_proof_check1 CHECK (accepted_at >= handed_in_at),
  CONSTRAINT accepted_proof_delivery_fkey FOREIGN KEY (delivery) REFERENCES delivery(delivery),
  CONSTRAINT accepted_proof_document_fkey FOREIGN KEY (document) REFERENCES claim_document(document),
  CONSTRAINT accepted_proof_document_key UNIQUE (document),
  CONSTRAINT accepted_proof_kind_check CHECK (btrim(kind) <> ''::text),
  CONSTRAINT accepted_proof_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT accepted_proof_pkey PRIMARY KEY (delivery),
  CONSTRAINT accepted_proof_reason_check CHECK (btrim(reason) <> ''::text)
);
CREATE INDEX accepted_proof_partner ON public.accepted_proof USING btree (partner_key, campaign_id);
CREATE TRIGGER accepted_proof_is_of_its_document BEFORE INSERT ON accepted_proof FOR EACH ROW EXECUTE FUNCTION accepted_proof_is_of_its_document();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON accepted_proof FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON accepted_proof TO seatback_service;
CREATE POLICY all_of_it ON accepted_proof TO seatback_service USING (true);
CREATE POLICY in_sight ON accepted_proof FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));

CREATE TABLE account (
  account_key integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  kind text NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  partner_key integer,
  currency text NOT NULL,
  CONSTRAINT account_account_key_currency_key UNIQUE (account_key, currency),
  CONSTRAINT account_check CHECK ((partner_key IS NULL) = (kind = ANY (ARRAY['expense'::text, 'bank'::text, 'bank-charges'::text, 'exchange-difference'::text, 'currency-position'::text]))),
  CONSTRAINT account_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text),
  CONSTRAINT account_kind_campaign_id_partner_key_currency_key UNIQUE NULLS NOT DISTINCT (kind, campaign_id, partner_key, currency),
  CONSTRAINT account_kind_check CHECK (kind = ANY (ARRAY['expense'::text, 'bank'::text, 'bank-charges'::text, 'accrued'::text, 'payable'::text, 'held'::text, 'carried'::text, 'converted'::text, 'in-transit'::text, 'paid'::text, 'returned'::text, 'forfeited'::text, 'recoverable'::text, 'exchange-difference'::text, 'currency-position'::text])),
  CONSTRAINT account_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT account_pkey PRIMARY KEY (account_key)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON account FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON account TO seatback_service;
CREATE POLICY all_of_it ON account TO seatback_service USING (true);
CREATE POLICY in_sight ON account FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON account TO seatback_portal;

CREATE TABLE accounting_month (
  month date NOT NULL,
  closed_by text NOT NULL,
  closed_at timestamp with time zone NOT NULL,
  CONSTRAINT accounting_month_closed_by_check CHECK (btrim(closed_by) <> ''::text),
  CONSTRAINT accounting_month_month_check CHECK (month = date_trunc('month'::text, month::timestamp with time zone)::date),
  CONSTRAINT accounting_month_pkey PRIMARY KEY (month)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON accounting_month FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON accounting_month TO seatback_service;

CREATE TABLE accrual (
  run integer NOT NULL,
  partner_key integer NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  journal integer,
  earned numeric NOT NULL,
  potential numeric,
  currency text NOT NULL,
  compared text,
  compared_potential text,
  restates integer,
  earned_before numeric NOT NULL DEFAULT 0,
  CONSTRAINT accrual_check CHECK (potential >= earned AND potential < 'Infinity'::numeric),
  CONSTRAINT accrual_check2 CHECK (compared IS NOT NULL OR compared_potential IS NULL),
  CONSTRAINT accrual_compared_check CHECK (compared ~ '^\d+(\.\d+|/[1-9]\d*)?$'::text),
  CONSTRAINT accrual_compared_potential_check CHECK (compared_potential ~ '^\d+(\.\d+|/[1-9]\d*)?$'::text),
  CONSTRAINT accrual_earned_before_check CHECK (earned_before >= 0::numeric AND earned_before < 'Infinity'::numeric),
  CONSTRAINT accrual_earned_check CHECK (earned >= 0::numeric AND earned < 'Infinity'::numeric),
  CONSTRAINT accrual_journal_check CHECK (
CASE
    WHEN restates IS NULL THEN (earned = 0::numeric) = (journal IS NULL) AND earned_before = 0::numeric
    ELSE journal IS NULL
END),
  CONSTRAINT accrual_journal_fkey FOREIGN KEY (journal) REFERENCES journal(journal) NOT ENFORCED,
  CONSTRAINT accrual_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key) NOT ENFORCED,
  CONSTRAINT accrual_pkey PRIMARY KEY (run, partner_key),
  CONSTRAINT accrual_restates_fkey FOREIGN KEY (restates) REFERENCES calculation_run(run),
  CONSTRAINT accrual_run_fkey FOREIGN KEY (run) REFERENCES calculation_run(run) NOT ENFORCED,
  CONSTRAINT accrual_run_partner_key_earned_currency_key UNIQUE (run, partner_key, earned, currency)
);
CREATE INDEX accrual_journal ON public.accrual USING btree (journal) WHERE (journal IS NOT NULL);
CREATE TRIGGER accruals_are_entered AFTER INSERT ON accrual REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION accruals_are_entered();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON accrual FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON accrual TO seatback_service;
CREATE POLICY all_of_it ON accrual TO seatback_service USING (true);
CREATE POLICY in_sight ON accrual FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON accrual TO seatback_portal;

CREATE TABLE adjustment (
  journal integer NOT NULL,
  run integer NOT NULL,
  partner_key integer NOT NULL,
  causes text[] NOT NULL,
  delivery integer,
  version integer,
  amount numeric NOT NULL,
  currency text NOT NULL,
  CONSTRAINT adjustment_amount_check CHECK (amount <> 0::numeric AND amount > '-Infinity'::numeric AND amount < 'Infinity'::numeric),
  CONSTRAINT adjustment_causes_check CHECK (cardinality(causes) > 0),
  CONSTRAINT adjustment_delivery_fkey FOREIGN KEY (delivery) REFERENCES delivery(delivery),
  CONSTRAINT adjustment_journal_fkey FOREIGN KEY (journal) REFERENCES journal(journal),
  CONSTRAINT adjustment_pkey PRIMARY KEY (journal),
  CONSTRAINT adjustment_run_partner_key_fkey FOREIGN KEY (run, partner_key) REFERENCES accrual(run, partner_key)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON adjustment FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON adjustment TO seatback_service;
CREATE POLICY all_of_it ON adjustment TO seatback_service USING (true);
CREATE POLICY in_sight ON adjustment FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON adjustment TO seatback_portal;

CREATE TABLE answer_decision (
  question integer NOT NULL,
  decided_as text NOT NULL,
  end_to_end_id text COLLATE "C",
  says text,
  amount numeric,
  journal integer,
  reason text NOT NULL,
  decided_by text NOT NULL,
  decided_at timestamp with time zone NOT NULL,
  CONSTRAINT answer_decision_amount_check CHECK (amount > 0::numeric AND amount < 'Infinity'::numeric),
  CONSTRAINT answer_decision_check CHECK (decided_as <> 'belongs-to'::text OR end_to_end_id IS NOT NULL),
  CONSTRAINT answer_decision_check1 CHECK (decided_as <> 'means'::text OR says IS NOT NULL),
  CONSTRAINT answer_decision_check2 CHECK (decided_as <> 'amount'::text OR amount IS NOT NULL),
  CONSTRAINT answer_decision_decided_as_check CHECK (decided_as = ANY (ARRAY['noted'::text, 'belongs-to'::text, 'means'::text, 'amount'::text, 'pay-again'::text, 'ask-again'::text, 'forfeit'::text, 'paid'::text, 'not-paid'::text])),
  CONSTRAINT answer_decision_decided_by_check CHECK (btrim(decided_by) <> ''::text),
  CONSTRAINT answer_decision_end_to_end_id_fkey FOREIGN KEY (end_to_end_id) REFERENCES payment_instruction(end_to_end_id),
  CONSTRAINT answer_decision_journal_fkey FOREIGN KEY (journal) REFERENCES journal(journal),
  CONSTRAINT answer_decision_pkey PRIMARY KEY (question),
  CONSTRAINT answer_decision_question_fkey FOREIGN KEY (question) REFERENCES answer_question(question),
  CONSTRAINT answer_decision_reason_check CHECK (btrim(reason) <> ''::text)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON answer_decision FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON answer_decision TO seatback_service;
CREATE POLICY all_of_it ON answer_decision TO seatback_service USING (true);
CREATE POLICY in_sight ON answer_decision FOR SELECT TO seatback_portal USING ((end_to_end_id IN ( SELECT payment_instruction.end_to_end_id
   FROM payment_instruction)));

CREATE TABLE answer_question (
  question integer NOT NULL,
  about text NOT NULL,
  answer integer,
  fact integer,
  end_to_end_id text COLLATE "C",
  found text NOT NULL,
  asked_at timestamp with time zone NOT NULL,
  CONSTRAINT answer_question_about_answer_fact_end_to_end_id_key UNIQUE NULLS NOT DISTINCT (about, answer, fact, end_to_end_id),
  CONSTRAINT answer_question_about_check CHECK (about = ANY (ARRAY['report-unreadable'::text, 'report-differs'::text, 'status-unknown'::text, 'reason-unknown'::text, 'ids-empty'::text, 'to-be-looked-at'::text, 'unmatched'::text, 'ambiguous'::text, 'credit-unexplained'::text, 'debit-amount'::text, 'debited-twice'::text, 'return-amount'::text, 'payment-failed'::text, 'payment-contradicted'::text])),
  CONSTRAINT answer_question_answer_fact_fkey FOREIGN KEY (answer, fact) REFERENCES reported_fact(answer, fact),
  CONSTRAINT answer_question_answer_fkey FOREIGN KEY (answer) REFERENCES bank_answer(answer),
  CONSTRAINT answer_question_check CHECK (answer IS NOT NULL OR end_to_end_id IS NOT NULL),
  CONSTRAINT answer_question_end_to_end_id_fkey FOREIGN KEY (end_to_end_id) REFERENCES payment_instruction(end_to_end_id),
  CONSTRAINT answer_question_pkey PRIMARY KEY (question),
  CONSTRAINT answer_question_question_check CHECK (question > 0)
);
CREATE INDEX answer_question_payment ON public.answer_question USING btree (end_to_end_id);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON answer_question FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON answer_question TO seatback_service;

CREATE TABLE asked_work (
  asked_work integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  kind text COLLATE "C" NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  asked_by text NOT NULL,
  asked_at timestamp with time zone NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'asked'::text,
  attempt smallint NOT NULL DEFAULT 0,
  begun_at timestamp with time zone,
  heard_at timestamp with time zone,
  progress integer NOT NULL DEFAULT 0,
  run integer,
  failure jsonb,
  ended_at timestamp with time zone,
  snapshot_at timestamp with time zone,
  known_at timestamp with time zone,
  CONSTRAINT asked_work_asked_by_check CHECK (btrim(asked_by) <> ''::text),
  CONSTRAINT asked_work_attempt_check CHECK (attempt >= 0 AND attempt <= 5),
  CONSTRAINT asked_work_campaign_id_check CHECK (btrim(campaign_id) <> ''::text),
  CONSTRAINT asked_work_check CHECK (ended_at >= asked_at),
  CONSTRAINT asked_work_check1 CHECK ((state = ANY (ARRAY['done'::text, 'failed'::text])) = (ended_at IS NOT NULL)),
  CONSTRAINT asked_work_check2 CHECK ((state = 'failed'::text) = (failure IS NOT NULL)),
  CONSTRAINT asked_work_check3 CHECK (run IS NULL OR state = 'done'::text AND kind <> 'statements'::text),
  CONSTRAINT asked_work_check4 CHECK ((attempt = 0) = (begun_at IS NULL) AND (attempt = 0) = (heard_at IS NULL)),
  CONSTRAINT asked_work_check5 CHECK (state <> 'under-way'::text OR attempt > 0),
  CONSTRAINT asked_work_check6 CHECK (snapshot_at IS NULL OR kind = 'calculation'::text),
  CONSTRAINT asked_work_check7 CHECK (known_at IS NULL OR (kind = ANY (ARRAY['calculation'::text, 'restatement'::text])) AND known_at <= asked_at),
  CONSTRAINT asked_work_kind_check CHECK (kind = ANY (ARRAY['calculation'::text, 'restatement'::text, 'statements'::text])),
  CONSTRAINT asked_work_pkey PRIMARY KEY (asked_work),
  CONSTRAINT asked_work_progress_check CHECK (progress >= 0),
  CONSTRAINT asked_work_run_fkey FOREIGN KEY (run) REFERENCES calculation_run(run),
  CONSTRAINT asked_work_state_check CHECK (state = ANY (ARRAY['asked'::text, 'under-way'::text, 'done'::text, 'failed'::text]))
);
CREATE INDEX asked_work_campaign ON public.asked_work USING btree (campaign_id, asked_work DESC);
CREATE UNIQUE INDEX asked_work_open ON public.asked_work USING btree (campaign_id, kind, snapshot_at, known_at) NULLS NOT DISTINCT WHERE (ended_at IS NULL);
CREATE TRIGGER asked_work_ends_once BEFORE UPDATE ON asked_work FOR EACH ROW EXECUTE FUNCTION asked_work_ends_once();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON asked_work FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON asked_work TO seatback_service;
GRANT UPDATE (attempt, begun_at, ended_at, failure, heard_at, progress, run, state) ON asked_work TO seatback_service;

CREATE TABLE audit_entry (
  entry integer NOT NULL,
  done_at timestamp with time zone NOT NULL,
  actor text NOT NULL,
  act text NOT NULL,
  subject text NOT NULL,
  detail jsonb NOT NULL,
  previous_hash text NOT NULL,
  entry_hash text NOT NULL,
  CONSTRAINT audit_entry_actor_check CHECK (actor <> ''::text),
  CONSTRAINT audit_entry_entry_check CHECK (entry > 0),
  CONSTRAINT audit_entry_entry_hash_check CHECK (entry_hash ~ '^[0-9a-f]{64}$'::text),
  CONSTRAINT audit_entry_entry_hash_key UNIQUE (entry_hash),
  CONSTRAINT audit_entry_pkey PRIMARY KEY (entry),
  CONSTRAINT audit_entry_previous_hash_check CHECK (previous_hash ~ '^[0-9a-f]{64}$'::text)
);
CREATE INDEX audit_entry_subject ON public.audit_entry USING btree (subject COLLATE "C", entry);
CREATE TRIGGER audit_entry_follows_the_last BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_entry_follows_the_last();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON audit_entry TO seatback_service;

CREATE TABLE bank_account (
  partner_key integer NOT NULL,
  account_name text NOT NULL,
  account_kind text NOT NULL,
  account_kept text NOT NULL,
  account_sealed bytea,
  account_fingerprint bytea,
  account_last_four text,
  bic text,
  clearing_system text,
  clearing_member_id text,
  bank_country text NOT NULL,
  currency text NOT NULL,
  town text,
  country text,
  submitted_at timestamp with time zone,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT bank_account_account_kept_check CHECK (account_kept = ANY (ARRAY['iban'::text, 'account-number'::text, 'none'::text])),
  CONSTRAINT bank_account_account_kind_check CHECK (account_kind = ANY (ARRAY['business'::text, 'personal'::text])),
  CONSTRAINT bank_account_check CHECK (recorded_to > recorded_from),
  CONSTRAINT bank_account_check1 CHECK ((account_kept = 'none'::text) = (account_sealed IS NULL)),
  CONSTRAINT bank_account_check2 CHECK (num_nulls(account_sealed, account_fingerprint, account_last_four) = ANY (ARRAY[0, 3])),
  CONSTRAINT bank_account_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT bank_account_pkey PRIMARY KEY (partner_key, recorded_from),
  CONSTRAINT bank_account_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT bank_account_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE UNIQUE INDEX bank_account_newest ON public.bank_account USING btree (partner_key) WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON bank_account REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON bank_account FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
CREATE TRIGGER only_resealed BEFORE UPDATE ON bank_account FOR EACH ROW WHEN (old.account_sealed IS DISTINCT FROM new.account_sealed) EXECUTE FUNCTION only_resealed('account_sealed');
GRANT INSERT, SELECT ON bank_account TO seatback_service;
GRANT UPDATE (account_sealed, recorded_to) ON bank_account TO seatback_service;
CREATE POLICY all_of_it ON bank_account TO seatback_service USING (true);
CREATE POLICY in_sight ON bank_account FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON bank_account TO seatback_portal;

CREATE TABLE bank_answer (
  answer integer NOT NULL,
  bank text COLLATE "C" NOT NULL,
  raw_hash text NOT NULL,
  raw_bytes bigint NOT NULL,
  file_name text NOT NULL,
  kept_at timestamp with time zone NOT NULL,
  state text NOT NULL DEFAULT 'kept'::text,
  read_at timestamp with time zone,
  kind text,
  namespace text,
  message_id text,
  page text,
  created text,
  fact_count integer,
  facts_digest text,
  fault jsonb,
  repeats integer,
  CONSTRAINT bank_answer_answer_check CHECK (answer > 0),
  CONSTRAINT bank_answer_bank_check CHECK (btrim(bank) <> ''::text),
  CONSTRAINT bank_answer_bank_raw_hash_key UNIQUE (bank, raw_hash),
  CONSTRAINT bank_answer_check CHECK (repeats <> answer),
  CONSTRAINT bank_answer_check1 CHECK ((state = 'kept'::text) = (read_at IS NULL)),
  CONSTRAINT bank_answer_check2 CHECK ((state = 'unreadable'::text) = (fault IS NOT NULL)),
  CONSTRAINT bank_answer_check3 CHECK ((state = ANY (ARRAY['repeated'::text, 'differs'::text])) = (repeats IS NOT NULL)),
  CONSTRAINT bank_answer_check4 CHECK ((state <> ALL (ARRAY['read'::text, 'repeated'::text, 'differs'::text])) OR num_nulls(kind, fact_count, facts_digest) = 0),
  CONSTRAINT bank_answer_fact_count_check CHECK (fact_count >= 0),
  CONSTRAINT bank_answer_facts_digest_check CHECK (facts_digest ~ '^[0-9a-f]{64}$'::text),
  CONSTRAINT bank_answer_kind_check CHECK (kind = ANY (ARRAY['pain.002'::text, 'camt.053'::text, 'camt.054'::text, 'vendor'::text])),
  CONSTRAINT bank_answer_pkey PRIMARY KEY (answer),
  CONSTRAINT bank_answer_raw_bytes_check CHECK (raw_bytes >= 0),
  CONSTRAINT bank_answer_raw_hash_check CHECK (raw_hash ~ '^[0-9a-f]{64}$'::text),
  CONSTRAINT bank_answer_repeats_fkey FOREIGN KEY (repeats) REFERENCES bank_answer(answer),
  CONSTRAINT bank_answer_state_check CHECK (state = ANY (ARRAY['kept'::text, 'read'::text, 'repeated'::text, 'differs'::text, 'unreadable'::text]))
);
CREATE UNIQUE INDEX bank_answer_read_once ON public.bank_answer USING btree (bank, kind, message_id, page) NULLS NOT DISTINCT WHERE ((state = 'read'::text) AND (message_id IS NOT NULL));
CREATE TRIGGER answer_is_read_once BEFORE INSERT OR UPDATE ON bank_answer FOR EACH ROW EXECUTE FUNCTION answer_is_read_once();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON bank_answer FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON bank_answer TO seatback_service;
GRANT UPDATE (created, fact_count, facts_digest, fault, kind, message_id, namespace, page, read_at, repeats, state) ON bank_answer TO seatback_service;

CREATE TABLE bank_answer_content (
  answer integer NOT NULL,
  part integer NOT NULL,
  sealed bytea NOT NULL,
  CONSTRAINT bank_answer_content_answer_fkey FOREIGN KEY (answer) REFERENCES bank_answer(answer) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT bank_answer_content_part_check CHECK (part > 0),
  CONSTRAINT bank_answer_content_pkey PRIMARY KEY (answer, part)
);
CREATE TRIGGER only_resealed BEFORE UPDATE ON bank_answer_content FOR EACH ROW EXECUTE FUNCTION only_resealed('sealed');
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON bank_answer_content FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON bank_answer_content TO seatback_service;
GRANT UPDATE (sealed) ON bank_answer_content TO seatback_service;

CREATE TABLE bank_details (
  bank_details integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  partner_key integer NOT NULL,
  source text NOT NULL,
  payee_invitation integer,
  imported_from integer,
  account_name text NOT NULL,
  account_kind text NOT NULL,
  account_kept text NOT NULL,
  account_sealed bytea,
  account_fingerprint bytea,
  account_last_four text,
  bic text,
  clearing_system text,
  clearing_member_id text,
  bank_country text,
  currency text,
  vendor text,
  vendor_reference text,
  entered_by text NOT NULL,
  entered_at timestamp with time zone NOT NULL,
  CONSTRAINT bank_details_account_kept_check CHECK (account_kept = ANY (ARRAY['iban'::text, 'account-number'::text, 'none'::text])),
  CONSTRAINT bank_details_account_kind_check CHECK (account_kind = ANY (ARRAY['business'::text, 'personal'::text])),
  CONSTRAINT bank_details_account_last_four_check CHECK (length(account_last_four) <= 4),
  CONSTRAINT bank_details_account_name_check CHECK (btrim(account_name) <> ''::text),
  CONSTRAINT bank_details_bank_details_entered_by_key UNIQUE (bank_details, entered_by),
  CONSTRAINT bank_details_check CHECK ((source = 'invitation'::text) = (payee_invitation IS NOT NULL)),
  CONSTRAINT bank_details_check1 CHECK ((source = 'imported-file'::text) = (imported_from IS NOT NULL)),
  CONSTRAINT bank_details_check2 CHECK ((account_kept = 'none'::text) = (source = 'vendor-reference'::text)),
  CONSTRAINT bank_details_check3 CHECK (num_nulls(account_sealed, account_fingerprint, account_last_four) =
CASE account_kept
    WHEN 'none'::text THEN 3
    ELSE 0
END),
  CONSTRAINT bank_details_check4 CHECK (num_nulls(vendor, vendor_reference) =
CASE account_kept
    WHEN 'none'::text THEN 0
    ELSE 2
END),
  CONSTRAINT bank_details_check5 CHECK (account_kept = 'none'::text OR num_nulls(bank_country, currency) = 0),
  CONSTRAINT bank_details_entered_by_check CHECK (btrim(entered_by) <> ''::text),
  CONSTRAINT bank_details_imported_from_fkey FOREIGN KEY (imported_from) REFERENCES delivery(delivery),
  CONSTRAINT bank_details_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT bank_details_partner_key_imported_from_key UNIQUE (partner_key, imported_from),
  CONSTRAINT bank_details_payee_invitation_key UNIQUE (payee_invitation),
  CONSTRAINT bank_details_payee_invitation_partner_key_fkey FOREIGN KEY (payee_invitation, partner_key) REFERENCES payee_invitation(payee_invitation, partner_key),
  CONSTRAINT bank_details_pkey PRIMARY KEY (bank_details),
  CONSTRAINT bank_details_source_check CHECK (source = ANY (ARRAY['invitation'::text, 'authorised-user'::text, 'imported-file'::text, 'vendor-reference'::text])),
  CONSTRAINT bank_details_vendor_check CHECK (btrim(vendor) <> ''::text),
  CONSTRAINT bank_details_vendor_reference_check CHECK (btrim(vendor_reference) <> ''::text)
);
CREATE INDEX bank_details_partner ON public.bank_details USING btree (partner_key, bank_details);
CREATE TRIGGER invitation_is_taken_in_time BEFORE INSERT ON bank_details FOR EACH ROW EXECUTE FUNCTION invitation_is_taken_in_time();
CREATE TRIGGER only_resealed BEFORE UPDATE ON bank_details FOR EACH ROW EXECUTE FUNCTION only_resealed('account_sealed');
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON bank_details FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON bank_details TO seatback_service;
GRANT UPDATE (account_sealed) ON bank_details TO seatback_service;
CREATE POLICY all_of_it ON bank_details TO seatback_service USING (true);
CREATE POLICY in_sight ON bank_details FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON bank_details TO seatback_portal;

CREATE TABLE bank_details_decision (
  bank_details integer NOT NULL,
  entered_by text NOT NULL,
  decision text NOT NULL,
  decided_by text NOT NULL,
  decided_at timestamp with time zone NOT NULL,
  reason text,
  payable_from timestamp with time zone,
  CONSTRAINT bank_details_decision_bank_details_entered_by_fkey FOREIGN KEY (bank_details, entered_by) REFERENCES bank_details(bank_details, entered_by),
  CONSTRAINT bank_details_decision_check CHECK (payable_from >= decided_at),
  CONSTRAINT bank_details_decision_check1 CHECK (NOT is_same_actor(decided_by, entered_by)),
  CONSTRAINT bank_details_decision_check2 CHECK ((decision = 'approved'::text) = (payable_from IS NOT NULL)),
  CONSTRAINT bank_details_decision_check3 CHECK (decision = 'approved'::text OR reason IS NOT NULL),
  CONSTRAINT bank_details_decision_decided_by_check CHECK (btrim(decided_by) <> ''::text),
  CONSTRAINT bank_details_decision_decision_check CHECK (decision = ANY (ARRAY['approved'::text, 'refused'::text])),
  CONSTRAINT bank_details_decision_pkey PRIMARY KEY (bank_details),
  CONSTRAINT bank_details_decision_reason_check CHECK (btrim(reason) <> ''::text)
);
CREATE TRIGGER details_are_decided_by_another BEFORE INSERT ON bank_details_decision FOR EACH ROW EXECUTE FUNCTION details_are_decided_by_another();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON bank_details_decision FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON bank_details_decision TO seatback_service;
CREATE POLICY all_of_it ON bank_details_decision TO seatback_service USING (true);
CREATE POLICY in_sight ON bank_details_decision FOR SELECT TO seatback_portal USING ((bank_details IN ( SELECT bank_details.bank_details
   FROM bank_details)));
GRANT SELECT ON bank_details_decision TO seatback_portal;

CREATE TABLE billed_seat_history (
  customer_key integer NOT NULL,
  sku_key integer NOT NULL,
  product_key integer NOT NULL,
  partner_key integer NOT NULL,
  seats_billed bigint NOT NULL,
  charged_from date NOT NULL,
  charged_to date NOT NULL,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT billed_seat_history_check CHECK (charged_to >= charged_from),
  CONSTRAINT billed_seat_history_check1 CHECK (recorded_to > recorded_from),
  CONSTRAINT billed_seat_history_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key) NOT ENFORCED,
  CONSTRAINT billed_seat_history_pkey PRIMARY KEY (customer_key, sku_key, product_key, partner_key, charged_from, recorded_from),
  CONSTRAINT billed_seat_history_product_key_fkey FOREIGN KEY (product_key) REFERENCES product(product_key) NOT ENFORCED,
  CONSTRAINT billed_seat_history_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery) NOT ENFORCED,
  CONSTRAINT billed_seat_history_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery) NOT ENFORCED,
  CONSTRAINT billed_seat_history_sku_key_fkey FOREIGN KEY (sku_key) REFERENCES sku(sku_key) NOT ENFORCED
);
CREATE INDEX billed_seat_history_changes ON public.billed_seat_history USING brin (recorded_from, recorded_to, charged_from date_minmax_multi_ops, charged_to date_minmax_multi_ops) WITH (pages_per_range='32', autosummarize='on');
CREATE INDEX billed_seat_history_newest ON public.billed_seat_history USING btree (customer_key, partner_key, sku_key) INCLUDE (product_key, seats_billed, charged_from, charged_to) WHERE (recorded_to IS NULL);
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON billed_seat_history FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON billed_seat_history TO seatback_service;
GRANT UPDATE (recorded_to) ON billed_seat_history TO seatback_service;
CREATE POLICY all_of_it ON billed_seat_history TO seatback_service USING (true);
CREATE POLICY in_sight ON billed_seat_history FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON billed_seat_history TO seatback_portal;

CREATE TABLE billing_line (
  invoice_key integer NOT NULL,
  line integer NOT NULL,
  file text NOT NULL,
  file_line integer NOT NULL,
  customer_key integer NOT NULL,
  offer_key integer NOT NULL,
  partner_key integer,
  subscription_id text,
  charge_type text,
  charge_start date NOT NULL,
  charge_end date NOT NULL,
  quantity numeric NOT NULL,
  subtotal numeric NOT NULL,
  currency text,
  is_trial_or_add_on boolean NOT NULL,
  CONSTRAINT billing_line_check CHECK (charge_end >= charge_start),
  CONSTRAINT billing_line_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key) NOT ENFORCED,
  CONSTRAINT billing_line_invoice_key_fkey FOREIGN KEY (invoice_key) REFERENCES invoice(invoice_key) NOT ENFORCED,
  CONSTRAINT billing_line_line_check CHECK (line > 0),
  CONSTRAINT billing_line_offer_key_fkey FOREIGN KEY (offer_key) REFERENCES offer(offer_key) NOT ENFORCED,
  CONSTRAINT billing_line_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key) NOT ENFORCED,
  CONSTRAINT billing_line_pkey PRIMARY KEY (customer_key, invoice_key, line)
);
CREATE INDEX billing_line_invoice ON public.billing_line USING brin (invoice_key);
CREATE INDEX billing_line_subscription ON public.billing_line USING brin (lower(subscription_id) text_bloom_ops (n_distinct_per_range='5000')) WITH (pages_per_range='64', autosummarize='on');
GRANT INSERT, SELECT ON billing_line TO seatback_service;

CREATE TABLE calculation_run (
  run integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  campaign_id text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  kind text NOT NULL,
  snapshot_at timestamp with time zone NOT NULL,
  known_at timestamp with time zone NOT NULL,
  delivery integer NOT NULL,
  engine_version text NOT NULL,
  state text NOT NULL,
  digest text NOT NULL,
  counts jsonb NOT NULL,
  currency text NOT NULL,
  earned_total numeric NOT NULL,
  calculated_at timestamp with time zone NOT NULL,
  submitted_by text,
  submitted_at timestamp with time zone,
  approved_by text,
  approved_at timestamp with time zone,
  approved_digest text,
  rejected_by text,
  rejected_at timestamp with time zone,
  rejected_because text,
  posted_by text,
  posted_at timestamp with time zone,
  superseded_by integer,
  based_on integer,
  customers_evaluated integer,
  CONSTRAINT calculation_run_approved_by_check CHECK (btrim(approved_by) <> ''::text),
  CONSTRAINT calculation_run_based_on_fkey FOREIGN KEY (based_on) REFERENCES calculation_run(run),
  CONSTRAINT calculation_run_campaign_id_version_fkey FOREIGN KEY (campaign_id, version) REFERENCES campaign_version(campaign_id, version),
  CONSTRAINT calculation_run_check CHECK (approved_digest = digest),
  CONSTRAINT calculation_run_check1 CHECK (NOT is_same_actor(approved_by, submitted_by)),
  CONSTRAINT calculation_run_check2 CHECK (kind = 'official'::text OR (state = ANY (ARRAY['calculated'::text, 'superseded'::text]))),
  CONSTRAINT calculation_run_check3 CHECK ((state <> ALL (ARRAY['submitted'::text, 'approved'::text, 'posted'::text])) OR known_at >= snapshot_at),
  CONSTRAINT calculation_run_check4 CHECK ((state <> ALL (ARRAY['submitted'::text, 'approved'::text, 'posted'::text])) OR submitted_by IS NOT NULL AND submitted_at IS NOT NULL),
  CONSTRAINT calculation_run_check5 CHECK ((state <> ALL (ARRAY['approved'::text, 'posted'::text])) OR approved_by IS NOT NULL AND approved_at IS NOT NULL AND approved_digest IS NOT NULL),
  CONSTRAINT calculation_run_check6 CHECK (state <> 'posted'::text OR posted_by IS NOT NULL AND posted_at IS NOT NULL),
  CONSTRAINT calculation_run_check7 CHECK (state <> 'rejected'::text OR rejected_by IS NOT NULL AND rejected_at IS NOT NULL AND rejected_because IS NOT NULL),
  CONSTRAINT calculation_run_check8 CHECK ((state = 'superseded'::text) = (superseded_by IS NOT NULL)),
  CONSTRAINT calculation_run_check9 CHECK (based_on < run),
  CONSTRAINT calculation_run_customers_evaluated_check CHECK (customers_evaluated >= 0),
  CONSTRAINT calculation_run_delivery_check CHECK (delivery >= 0),
  CONSTRAINT calculation_run_digest_check CHECK (digest ~ '^[0-9a-f]{64}$'::text),
  CONSTRAINT calculation_run_earned_total_check CHECK (earned_total >= 0::numeric AND earned_total < 'Infinity'::numeric),
  CONSTRAINT calculation_run_evaluated_check CHECK ((based_on IS NULL) = (customers_evaluated IS NULL)),
  CONSTRAINT calculation_run_kind_check CHECK (kind = ANY (ARRAY['official'::text, 'provisional'::text])),
  CONSTRAINT calculation_run_official_is_whole CHECK (kind = 'provisional'::text OR based_on IS NULL),
  CONSTRAINT calculation_run_pkey PRIMARY KEY (run),
  CONSTRAINT calculation_run_posted_by_check CHECK (btrim(posted_by) <> ''::text),
  CONSTRAINT calculation_run_rejected_because_check CHECK (btrim(rejected_because) <> ''::text),
  CONSTRAINT calculation_run_rejected_by_check CHECK (btrim(rejected_by) <> ''::text),
  CONSTRAINT calculation_run_state_check CHECK (state = ANY (ARRAY['calculated'::text, 'submitted'::text, 'approved'::text, 'posted'::text, 'rejected'::text, 'superseded'::text])),
  CONSTRAINT calculation_run_submitted_by_check CHECK (btrim(submitted_by) <> ''::text),
  CONSTRAINT calculation_run_superseded_by_fkey FOREIGN KEY (superseded_by) REFERENCES calculation_run(run)
);
CREATE INDEX calculation_run_campaign ON public.calculation_run USING btree (campaign_id, run);
CREATE UNIQUE INDEX calculation_run_one_in_approval ON public.calculation_run USING btree (campaign_id) WHERE (state = ANY (ARRAY['submitted'::text, 'approved'::text]));
CREATE UNIQUE INDEX calculation_run_one_posted ON public.calculation_run USING btree (campaign_id) WHERE (state = 'posted'::text);
CREATE TRIGGER calculation_run_takes_its_steps BEFORE INSERT OR UPDATE ON calculation_run FOR EACH ROW EXECUTE FUNCTION calculation_run_takes_its_steps();
CREATE CONSTRAINT TRIGGER posted_run_gives_way_to_its_restatement AFTER UPDATE ON calculation_run DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (old.state = 'posted'::text) EXECUTE FUNCTION posted_run_gives_way_to_its_restatement();
CREATE TRIGGER posted_run_is_told AFTER UPDATE ON calculation_run FOR EACH ROW WHEN (new.state = 'posted'::text AND old.state <> 'posted'::text) EXECUTE FUNCTION posted_run_is_told();
GRANT INSERT, SELECT ON calculation_run TO seatback_service;
GRANT UPDATE (approved_at, approved_by, approved_digest, posted_at, posted_by, rejected_at, rejected_because, rejected_by, state, submitted_at, submitted_by, superseded_by) ON calculation_run TO seatback_service;
GRANT SELECT ON calculation_run TO seatback_portal;

CREATE TABLE campaign_version (
  campaign_id text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  known_from timestamp with time zone NOT NULL,
  reason text NOT NULL,
  terms jsonb NOT NULL,
  terms_hash text NOT NULL,
  published_at timestamp with time zone NOT NULL,
  reference text,
  title text,
  pages jsonb,
  CONSTRAINT campaign_version_change_has_reference CHECK (version = 1 OR reference IS NOT NULL) NOT VALID,
  CONSTRAINT campaign_version_pages_check CHECK (jsonb_typeof(pages) = 'object'::text),
  CONSTRAINT campaign_version_pkey PRIMARY KEY (campaign_id, version),
  CONSTRAINT campaign_version_reference_check CHECK (reference <> ''::text),
  CONSTRAINT campaign_version_terms_hash_check CHECK (terms_hash ~ '^[0-9a-f]{64}$'::text),
  CONSTRAINT campaign_version_title_check CHECK (title <> ''::text),
  CONSTRAINT campaign_version_version_check CHECK (version > 0)
);
GRANT INSERT, SELECT ON campaign_version TO seatback_service;
GRANT SELECT ON campaign_version TO seatback_portal;

CREATE TABLE claim (
  claim_id text NOT NULL,
  partner_key integer NOT NULL,
  campaign_id text NOT NULL,
  received_at timestamp with time zone NOT NULL,
  mpn_id text,
  subscription_id text,
  agreement_number text,
  customer_name text,
  distributor_name text,
  invoice_file text,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT claim_check CHECK (recorded_to > recorded_from),
  CONSTRAINT claim_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT claim_pkey PRIMARY KEY (claim_id, recorded_from),
  CONSTRAINT claim_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT claim_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE UNIQUE INDEX claim_newest ON public.claim USING btree (claim_id) WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON claim REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON claim FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON claim TO seatback_service;
GRANT UPDATE (recorded_to) ON claim TO seatback_service;
CREATE POLICY all_of_it ON claim TO seatback_service USING (true);
CREATE POLICY in_sight ON claim FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON claim TO seatback_portal;

CREATE TABLE claim_answer (
  claim_answer integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  claim_id text NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  partner_key integer NOT NULL,
  outcome text NOT NULL,
  reasons text[] NOT NULL,
  answered_by text,
  note text,
  answered_at timestamp with time zone NOT NULL,
  after_appeal boolean NOT NULL,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT claim_answer_answered_by_check CHECK (btrim(answered_by) <> ''::text),
  CONSTRAINT claim_answer_check CHECK ((outcome = 'rejected'::text) = (cardinality(reasons) > 0)),
  CONSTRAINT claim_answer_check1 CHECK (recorded_to > recorded_from),
  CONSTRAINT claim_answer_check2 CHECK (answered_by IS NULL OR note IS NOT NULL),
  CONSTRAINT claim_answer_check3 CHECK (NOT after_appeal OR answered_by IS NOT NULL),
  CONSTRAINT claim_answer_claim_id_check CHECK (claim_id <> ''::text),
  CONSTRAINT claim_answer_note_check CHECK (btrim(note) <> ''::text),
  CONSTRAINT claim_answer_outcome_check CHECK (outcome = ANY (ARRAY['valid'::text, 'rejected'::text])),
  CONSTRAINT claim_answer_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT claim_answer_pkey PRIMARY KEY (claim_answer),
  CONSTRAINT claim_answer_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT claim_answer_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE UNIQUE INDEX claim_answer_newest ON public.claim_answer USING btree (campaign_id, claim_id) WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON claim_answer REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON claim_answer FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON claim_answer TO seatback_service;
GRANT UPDATE (recorded_to) ON claim_answer TO seatback_service;
CREATE POLICY all_of_it ON claim_answer TO seatback_service USING (true);
CREATE POLICY in_sight ON claim_answer FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON claim_answer TO seatback_portal;

CREATE TABLE claim_appeal (
  campaign_id text COLLATE "C" NOT NULL,
  claim_id text NOT NULL,
  claim_answer integer NOT NULL,
  grounds text NOT NULL,
  received_by text NOT NULL,
  received_at timestamp with time zone NOT NULL,
  CONSTRAINT claim_appeal_claim_answer_fkey FOREIGN KEY (claim_answer) REFERENCES claim_answer(claim_answer),
  CONSTRAINT claim_appeal_claim_answer_key UNIQUE (claim_answer),
  CONSTRAINT claim_appeal_grounds_check CHECK (btrim(grounds) <> ''::text),
  CONSTRAINT claim_appeal_pkey PRIMARY KEY (campaign_id, claim_id),
  CONSTRAINT claim_appeal_received_by_check CHECK (btrim(received_by) <> ''::text)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON claim_appeal FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON claim_appeal TO seatback_service;
CREATE POLICY all_of_it ON claim_appeal TO seatback_service USING (true);
CREATE POLICY in_sight ON claim_appeal FOR SELECT TO seatback_portal USING ((claim_answer IN ( SELECT claim_answer.claim_answer
   FROM claim_answer)));
GRANT SELECT ON claim_appeal TO seatback_portal;

CREATE TABLE claim_document (
  document integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  campaign_id text COLLATE "C" NOT NULL,
  claim_id text NOT NULL,
  partner_key integer NOT NULL,
  kind text NOT NULL,
  format text NOT NULL,
  file_name text NOT NULL,
  byte_count integer NOT NULL,
  part_count integer NOT NULL,
  sha256 bytea NOT NULL,
  given_by text NOT NULL,
  given_at timestamp with time zone NOT NULL,
  kept_until timestamp with time zone NOT NULL,
  CONSTRAINT claim_document_byte_count_check CHECK (byte_count > 0),
  CONSTRAINT claim_document_campaign_id_claim_id_sha256_key UNIQUE (campaign_id, claim_id, sha256),
  CONSTRAINT claim_document_check CHECK (kept_until > given_at),
  CONSTRAINT claim_document_file_name_check CHECK (btrim(file_name) <> ''::text AND length(file_name) <= 200),
  CONSTRAINT claim_document_format_check CHECK (format = ANY (ARRAY['pdf'::text, 'png'::text, 'jpeg'::text, 'xlsx'::text, 'csv'::text])),
  CONSTRAINT claim_document_given_by_check CHECK (btrim(given_by) <> ''::text),
  CONSTRAINT claim_document_kind_check CHECK (kind = ANY (ARRAY['invoice-copy'::text, 'proof-of-performance'::text])),
  CONSTRAINT claim_document_part_count_check CHECK (part_count > 0),
  CONSTRAINT claim_document_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT claim_document_pkey PRIMARY KEY (document),
  CONSTRAINT claim_document_sha256_check CHECK (octet_length(sha256) = 32)
);
CREATE INDEX claim_document_bytes ON public.claim_document USING btree (sha256);
CREATE INDEX claim_document_kept_until ON public.claim_document USING btree (kept_until);
CREATE TRIGGER document_is_of_a_claim BEFORE INSERT ON claim_document FOR EACH ROW EXECUTE FUNCTION document_is_of_a_claim();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON claim_document FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON claim_document TO seatback_service;
CREATE POLICY all_of_it ON claim_document TO seatback_service USING (true);
CREATE POLICY in_sight ON claim_document FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON claim_document TO seatback_portal;

CREATE TABLE claim_document_erasure (
  document integer NOT NULL,
  erased_at timestamp with time zone NOT NULL,
  CONSTRAINT claim_document_erasure_document_fkey FOREIGN KEY (document) REFERENCES claim_document(document),
  CONSTRAINT claim_document_erasure_pkey PRIMARY KEY (document)
);
CREATE TRIGGER document_is_kept_until_then BEFORE INSERT ON claim_document_erasure FOR EACH ROW EXECUTE FUNCTION document_is_kept_until_then();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON claim_document_erasure FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON claim_document_erasure TO seatback_service;
CREATE POLICY all_of_it ON claim_document_erasure TO seatback_service USING (true);
CREATE POLICY in_sight ON claim_document_erasure FOR SELECT TO seatback_portal USING ((document IN ( SELECT claim_document.document
   FROM claim_document)));
GRANT SELECT ON claim_document_erasure TO seatback_portal;

CREATE TABLE claim_document_part (
  document integer NOT NULL,
  part integer NOT NULL,
  sealed bytea,
  CONSTRAINT claim_document_part_document_fkey FOREIGN KEY (document) REFERENCES claim_document(document),
  CONSTRAINT claim_document_part_part_check CHECK (part > 0),
  CONSTRAINT claim_document_part_pkey PRIMARY KEY (document, part)
);
CREATE TRIGGER document_is_kept_until_then BEFORE UPDATE ON claim_document_part FOR EACH ROW WHEN (new.sealed IS NULL) EXECUTE FUNCTION document_is_kept_until_then();
CREATE TRIGGER only_resealed BEFORE UPDATE ON claim_document_part FOR EACH ROW WHEN (new.sealed IS NOT NULL) EXECUTE FUNCTION only_resealed('sealed');
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON claim_document_part FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON claim_document_part TO seatback_service;
GRANT UPDATE (sealed) ON claim_document_part TO seatback_service;
CREATE POLICY all_of_it ON claim_document_part TO seatback_service USING (true);
CREATE POLICY in_sight ON claim_document_part FOR SELECT TO seatback_portal USING ((document IN ( SELECT claim_document.document
   FROM claim_document)));
GRANT SELECT ON claim_document_part TO seatback_portal;

CREATE TABLE command_token (
  command_token integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  token_hash bytea NOT NULL,
  person integer NOT NULL,
  claimed_roles text[] NOT NULL,
  issued_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT command_token_check CHECK (expires_at > issued_at AND expires_at <= (issued_at + '1 day'::interval)),
  CONSTRAINT command_token_check1 CHECK (ended_at >= issued_at),
  CONSTRAINT command_token_claimed_roles_check CHECK (are_roles(claimed_roles)),
  CONSTRAINT command_token_person_fkey FOREIGN KEY (person) REFERENCES person(person),
  CONSTRAINT command_token_pkey PRIMARY KEY (command_token),
  CONSTRAINT command_token_token_hash_check CHECK (octet_length(token_hash) = 32),
  CONSTRAINT command_token_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX command_token_person ON public.command_token USING btree (person) WHERE (ended_at IS NULL);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON command_token FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
CREATE TRIGGER what_ended_stays_ended BEFORE UPDATE ON command_token FOR EACH ROW EXECUTE FUNCTION what_ended_stays_ended();
GRANT INSERT, SELECT ON command_token TO seatback_service;
GRANT UPDATE (ended_at) ON command_token TO seatback_service;

CREATE TABLE customer (
  customer_key integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  customer_id uuid NOT NULL,
  CONSTRAINT customer_customer_id_key UNIQUE (customer_id),
  CONSTRAINT customer_pkey PRIMARY KEY (customer_key)
);
GRANT INSERT, SELECT ON customer TO seatback_service;
CREATE POLICY all_of_it ON customer TO seatback_service USING (true);
CREATE POLICY in_sight ON customer FOR SELECT TO seatback_portal USING (((customer_key IN ( SELECT determination.customer_key
   FROM determination
  WHERE (determination.run_to IS NULL))) OR (customer_key IN ( SELECT determination.customer_key
   FROM determination
  WHERE (determination.run_to IS NOT NULL)))));
GRANT SELECT ON customer TO seatback_portal;

CREATE TABLE customer_company (
  customer_key integer NOT NULL,
  country text,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT customer_company_check CHECK (recorded_to > recorded_from),
  CONSTRAINT customer_company_country_check CHECK (country ~ '^[A-Z]{2}$'::text),
  CONSTRAINT customer_company_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key),
  CONSTRAINT customer_company_pkey PRIMARY KEY (customer_key, recorded_from),
  CONSTRAINT customer_company_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT customer_company_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE UNIQUE INDEX customer_company_newest ON public.customer_company USING btree (customer_key) WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON customer_company REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON customer_company FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON customer_company TO seatback_service;
GRANT UPDATE (recorded_to) ON customer_company TO seatback_service;

CREATE TABLE customer_listing (
  customer_key integer NOT NULL,
  company_name text,
  domain text,
  country text,
  relationship text,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT customer_listing_check CHECK (recorded_to > recorded_from),
  CONSTRAINT customer_listing_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key),
  CONSTRAINT customer_listing_pkey PRIMARY KEY (customer_key, recorded_from),
  CONSTRAINT customer_listing_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT customer_listing_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE INDEX customer_listing_changes ON public.customer_listing USING brin (recorded_from, recorded_to) WITH (pages_per_range='32', autosummarize='on');
CREATE INDEX customer_listing_domain ON public.customer_listing USING btree (lower(domain) COLLATE "C") WHERE (recorded_to IS NULL);
CREATE INDEX customer_listing_name ON public.customer_listing USING btree (folded_name(company_name) COLLATE "C") WHERE (recorded_to IS NULL);
CREATE INDEX customer_listing_words ON public.customer_listing USING gin (name_words(company_name)) WHERE (recorded_to IS NULL);
CREATE UNIQUE INDEX customer_listing_newest ON public.customer_listing USING btree (customer_key) WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON customer_listing REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON customer_listing FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON customer_listing TO seatback_service;
GRANT UPDATE (recorded_to) ON customer_listing TO seatback_service;
CREATE POLICY all_of_it ON customer_listing TO seatback_service USING (true);
CREATE POLICY in_sight ON customer_listing FOR SELECT TO seatback_portal USING (((customer_key IN ( SELECT determination.customer_key
   FROM determination
  WHERE (determination.run_to IS NULL))) OR (customer_key IN ( SELECT determination.customer_key
   FROM determination
  WHERE (determination.run_to IS NOT NULL)))));
GRANT SELECT ON customer_listing TO seatback_portal;

CREATE TABLE customer_profile (
  customer_key integer NOT NULL,
  name text,
  domain text,
  country text,
  segment text,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT customer_profile_check CHECK (recorded_to > recorded_from),
  CONSTRAINT customer_profile_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key),
  CONSTRAINT customer_profile_pkey PRIMARY KEY (customer_key, recorded_from),
  CONSTRAINT customer_profile_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT customer_profile_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE INDEX customer_profile_changes ON public.customer_profile USING brin (recorded_from, recorded_to) WITH (pages_per_range='32', autosummarize='on');
CREATE INDEX customer_profile_domain ON public.customer_profile USING btree (lower(domain) COLLATE "C") WHERE (recorded_to IS NULL);
CREATE INDEX customer_profile_name ON public.customer_profile USING btree (folded_name(name) COLLATE "C") WHERE (recorded_to IS NULL);
CREATE INDEX customer_profile_words ON public.customer_profile USING gin (name_words(name)) WHERE (recorded_to IS NULL);
CREATE UNIQUE INDEX customer_profile_newest ON public.customer_profile USING btree (customer_key) WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON customer_profile REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON customer_profile FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON customer_profile TO seatback_service;
GRANT UPDATE (recorded_to) ON customer_profile TO seatback_service;
CREATE POLICY all_of_it ON customer_profile TO seatback_service USING (true);
CREATE POLICY in_sight ON customer_profile FOR SELECT TO seatback_portal USING (((customer_key IN ( SELECT determination.customer_key
   FROM determination
  WHERE (determination.run_to IS NULL))) OR (customer_key IN ( SELECT determination.customer_key
   FROM determination
  WHERE (determination.run_to IS NOT NULL)))));
GRANT SELECT ON customer_profile TO seatback_portal;

CREATE TABLE customer_reseller (
  customer_key integer NOT NULL,
  reseller_id uuid,
  partner_id text,
  name text,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT customer_reseller_check CHECK (recorded_to > recorded_from),
  CONSTRAINT customer_reseller_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key),
  CONSTRAINT customer_reseller_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT customer_reseller_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE INDEX customer_reseller_customer ON public.customer_reseller USING btree (customer_key);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON customer_reseller REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON customer_reseller FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON customer_reseller TO seatback_service;
GRANT UPDATE (recorded_to) ON customer_reseller TO seatback_service;

CREATE TABLE decision (
  decision integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  campaign_id text COLLATE "C" NOT NULL,
  partner_key integer NOT NULL,
  customer_key integer NOT NULL,
  rule text,
  counted_as text NOT NULL,
  reason text NOT NULL,
  decided_by text NOT NULL,
  decided_at timestamp with time zone NOT NULL,
  recorded_from integer NOT NULL,
  recorded_to integer,
  ground jsonb,
  CONSTRAINT decision_check CHECK (recorded_to > recorded_from),
  CONSTRAINT decision_counted_as_check CHECK (counted_as = ANY (ARRAY['met'::text, 'not-met'::text, 'withdrawn'::text])),
  CONSTRAINT decision_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key),
  CONSTRAINT decision_decided_by_check CHECK (btrim(decided_by) <> ''::text),
  CONSTRAINT decision_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT decision_pkey PRIMARY KEY (decision),
  CONSTRAINT decision_reason_check CHECK (btrim(reason) <> ''::text),
  CONSTRAINT decision_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT decision_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery),
  CONSTRAINT decision_rests_on_ground CHECK ((counted_as = 'withdrawn'::text) = (ground IS NULL)) NOT VALID,
  CONSTRAINT decision_rule_check CHECK (rule <> ''::text)
);
CREATE UNIQUE INDEX decision_newest ON public.decision USING btree (campaign_id, customer_key, partner_key, rule) NULLS NOT DISTINCT WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON decision REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON decision FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON decision TO seatback_service;
GRANT UPDATE (recorded_to) ON decision TO seatback_service;

CREATE TABLE delivery (
  delivery integer NOT NULL,
  source text NOT NULL,
  source_key text NOT NULL,
  opened_at timestamp with time zone NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  closed_in xid8 DEFAULT pg_current_xact_id(),
  CONSTRAINT delivery_delivery_check CHECK (delivery > 0),
  CONSTRAINT delivery_pkey PRIMARY KEY (delivery),
  CONSTRAINT delivery_source_check CHECK (source = ANY (ARRAY['files'::text, 'partner-center'::text, 'directory'::text, 'witness'::text, 're-reading'::text, 'unbilled'::text, 'cut-off-pull'::text, 'decision'::text, 'partner'::text])),
  CONSTRAINT delivery_source_key_check CHECK (source_key <> ''::text)
);
CREATE INDEX delivery_recorded_at ON public.delivery USING btree (recorded_at, delivery);
CREATE UNIQUE INDEX delivery_one_pull_for_each_due_instant ON public.delivery USING btree (source_key) WHERE (source = 'partner-center'::text);
CREATE TRIGGER delivery_follows_the_last BEFORE INSERT ON delivery FOR EACH ROW EXECUTE FUNCTION delivery_follows_the_last();
GRANT INSERT, SELECT ON delivery TO seatback_service;
GRANT SELECT ON delivery TO seatback_portal;

CREATE TABLE delivery_payload (
  delivery integer NOT NULL,
  name text NOT NULL,
  payload_hash bytea NOT NULL,
  observed_at timestamp with time zone,
  CONSTRAINT delivery_payload_delivery_fkey FOREIGN KEY (delivery) REFERENCES delivery(delivery),
  CONSTRAINT delivery_payload_payload_hash_fkey FOREIGN KEY (payload_hash) REFERENCES payload(payload_hash),
  CONSTRAINT delivery_payload_pkey PRIMARY KEY (delivery, name)
);
CREATE INDEX delivery_payload_name ON public.delivery_payload USING btree (name, delivery DESC);
GRANT INSERT, SELECT ON delivery_payload TO seatback_service;

CREATE TABLE delivery_summary (
  delivery integer NOT NULL,
  summary jsonb NOT NULL,
  CONSTRAINT delivery_summary_delivery_fkey FOREIGN KEY (delivery) REFERENCES delivery(delivery),
  CONSTRAINT delivery_summary_pkey PRIMARY KEY (delivery)
);
GRANT INSERT, SELECT ON delivery_summary TO seatback_service;

CREATE TABLE determination (
  campaign_id text COLLATE "C" NOT NULL,
  partner_key integer NOT NULL,
  customer_key integer NOT NULL,
  run_from integer NOT NULL,
  run_to integer,
  outcome text NOT NULL,
  rules_not_met integer NOT NULL,
  rules_unknown integer NOT NULL,
  rules_pending integer NOT NULL,
  seats_qualifying bigint,
  seats_assigned bigint,
  seats_billed bigint,
  reward numeric NOT NULL,
  currency text NOT NULL,
  counted numeric,
  CONSTRAINT determination_check CHECK (run_to > run_from),
  CONSTRAINT determination_check1 CHECK ((rules_not_met & rules_unknown) = 0 AND (rules_pending & (~ rules_unknown)) = 0),
  CONSTRAINT determination_check2 CHECK ((outcome = 'qualified'::text) = (rules_not_met = 0 AND rules_unknown = 0)),
  CONSTRAINT determination_check3 CHECK ((outcome = 'not-qualified'::text) = (rules_not_met <> 0)),
  CONSTRAINT determination_check4 CHECK (reward = 0::numeric OR outcome = 'qualified'::text),
  CONSTRAINT determination_counted_check CHECK (counted >= 0::numeric AND counted < 'Infinity'::numeric),
  CONSTRAINT determination_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key) NOT ENFORCED,
  CONSTRAINT determination_outcome_check CHECK (outcome = ANY (ARRAY['qualified'::text, 'not-qualified'::text, 'undecided'::text])),
  CONSTRAINT determination_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key) NOT ENFORCED,
  CONSTRAINT determination_reward_check CHECK (reward >= 0::numeric AND reward < 'Infinity'::numeric),
  CONSTRAINT determination_run_from_fkey FOREIGN KEY (run_from) REFERENCES calculation_run(run) NOT ENFORCED,
  CONSTRAINT determination_run_to_fkey FOREIGN KEY (run_to) REFERENCES calculation_run(run) NOT ENFORCED
);
CREATE INDEX determination_undecided ON public.determination USING btree (campaign_id, partner_key, customer_key, run_from) WHERE (outcome = 'undecided'::text);
CREATE UNIQUE INDEX determination_current ON public.determination USING btree (campaign_id, partner_key, customer_key) WHERE (run_to IS NULL);
CREATE UNIQUE INDEX determination_ended ON public.determination USING btree (campaign_id, partner_key, customer_key, run_from) WHERE (run_to IS NOT NULL);
GRANT INSERT, SELECT ON determination TO seatback_service;
GRANT UPDATE (run_to) ON determination TO seatback_service;
CREATE POLICY all_of_it ON determination TO seatback_service USING (true);
CREATE POLICY in_sight ON determination FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON determination TO seatback_portal;

CREATE TABLE fingerprint_key (
  singleton boolean NOT NULL DEFAULT true,
  key_sealed bytea NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT fingerprint_key_pkey PRIMARY KEY (singleton),
  CONSTRAINT fingerprint_key_singleton_check CHECK (singleton)
);
CREATE TRIGGER only_resealed BEFORE UPDATE ON fingerprint_key FOR EACH ROW EXECUTE FUNCTION only_resealed('key_sealed');
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON fingerprint_key FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON fingerprint_key TO seatback_service;
GRANT UPDATE (key_sealed) ON fingerprint_key TO seatback_service;

CREATE TABLE first_charge (
  customer_key integer NOT NULL,
  product_key integer NOT NULL,
  partner_key integer NOT NULL,
  charge_start date NOT NULL,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT first_charge_check CHECK (recorded_to > recorded_from),
  CONSTRAINT first_charge_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key) NOT ENFORCED,
  CONSTRAINT first_charge_pkey PRIMARY KEY (customer_key, product_key, partner_key, recorded_from),
  CONSTRAINT first_charge_product_key_fkey FOREIGN KEY (product_key) REFERENCES product(product_key) NOT ENFORCED,
  CONSTRAINT first_charge_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery) NOT ENFORCED,
  CONSTRAINT first_charge_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery) NOT ENFORCED
);
CREATE INDEX first_charge_changes ON public.first_charge USING brin (recorded_from, recorded_to) WITH (pages_per_range='32', autosummarize='on');
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON first_charge FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON first_charge TO seatback_service;
GRANT UPDATE (recorded_to) ON first_charge TO seatback_service;

CREATE TABLE fx_rate (
  base text NOT NULL,
  quote text NOT NULL,
  rate numeric NOT NULL,
  rate_on date NOT NULL,
  source text NOT NULL,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT fx_rate_check CHECK (recorded_to > recorded_from),
  CONSTRAINT fx_rate_named UNIQUE (base, quote, rate_on, source, recorded_from, rate),
  CONSTRAINT fx_rate_of_two_currencies CHECK (base <> quote) NOT VALID,
  CONSTRAINT fx_rate_pkey PRIMARY KEY (base, quote, rate_on, source, recorded_from),
  CONSTRAINT fx_rate_rate_check CHECK (rate > 0::numeric),
  CONSTRAINT fx_rate_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT fx_rate_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE INDEX fx_rate_of_source ON public.fx_rate USING btree (source, rate_on) WHERE (recorded_to IS NULL);
CREATE UNIQUE INDEX fx_rate_newest ON public.fx_rate USING btree (base, quote, rate_on, source) WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON fx_rate REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON fx_rate FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON fx_rate TO seatback_service;
GRANT UPDATE (recorded_to) ON fx_rate TO seatback_service;

CREATE TABLE indirect_reseller (
  reseller_id uuid NOT NULL,
  name text,
  partner_id text,
  location text,
  state text,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT indirect_reseller_check CHECK (recorded_to > recorded_from),
  CONSTRAINT indirect_reseller_pkey PRIMARY KEY (reseller_id, recorded_from),
  CONSTRAINT indirect_reseller_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT indirect_reseller_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE UNIQUE INDEX indirect_reseller_newest ON public.indirect_reseller USING btree (reseller_id) WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON indirect_reseller REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON indirect_reseller FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON indirect_reseller TO seatback_service;
GRANT UPDATE (recorded_to) ON indirect_reseller TO seatback_service;

CREATE TABLE invoice (
  invoice_key integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  invoice_number text COLLATE "C" NOT NULL,
  form text NOT NULL,
  line_count integer NOT NULL,
  content_hash bytea NOT NULL,
  recorded_from integer NOT NULL,
  recorded_to integer,
  read_from integer,
  CONSTRAINT invoice_check CHECK (recorded_to > recorded_from),
  CONSTRAINT invoice_check1 CHECK (read_from < recorded_from),
  CONSTRAINT invoice_content_hash_check CHECK (octet_length(content_hash) = 32),
  CONSTRAINT invoice_form_check CHECK (form = ANY (ARRAY['legacy'::text, 'new-commerce'::text, 'open'::text])),
  CONSTRAINT invoice_line_count_check CHECK (line_count >= 0),
  CONSTRAINT invoice_pkey PRIMARY KEY (invoice_key),
  CONSTRAINT invoice_read_from_fkey FOREIGN KEY (read_from) REFERENCES delivery(delivery),
  CONSTRAINT invoice_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT invoice_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE UNIQUE INDEX invoice_newest ON public.invoice USING btree (invoice_number) WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON invoice REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON invoice FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON invoice TO seatback_service;
GRANT UPDATE (recorded_to) ON invoice TO seatback_service;

CREATE TABLE invoice_content (
  invoice_key integer NOT NULL,
  offer_key integer NOT NULL,
  charge_start date NOT NULL,
  line_count integer NOT NULL,
  without_partner_count integer NOT NULL,
  CONSTRAINT invoice_content_check CHECK (without_partner_count >= 0 AND without_partner_count <= line_count),
  CONSTRAINT invoice_content_invoice_key_fkey FOREIGN KEY (invoice_key) REFERENCES invoice(invoice_key),
  CONSTRAINT invoice_content_line_count_check CHECK (line_count > 0),
  CONSTRAINT invoice_content_offer_key_fkey FOREIGN KEY (offer_key) REFERENCES offer(offer_key),
  CONSTRAINT invoice_content_pkey PRIMARY KEY (invoice_key, offer_key, charge_start)
);
GRANT INSERT, SELECT ON invoice_content TO seatback_service;

CREATE TABLE issued_document (
  document text COLLATE "C" NOT NULL,
  edition integer NOT NULL,
  kind text NOT NULL,
  statement integer,
  end_to_end_id text COLLATE "C",
  content text NOT NULL,
  content_hash text NOT NULL,
  issued_at timestamp with time zone NOT NULL,
  CONSTRAINT issued_document_check CHECK (content_hash = encode(sha256(convert_to(content, 'UTF8'::name)), 'hex'::text)),
  CONSTRAINT issued_document_check1 CHECK ((kind = 'statement'::text) = (statement IS NOT NULL)),
  CONSTRAINT issued_document_check2 CHECK ((kind = 'remittance-advice'::text) = (end_to_end_id IS NOT NULL)),
  CONSTRAINT issued_document_document_check CHECK (document ~ '^[A-Za-z0-9-]{1,40}$'::text),
  CONSTRAINT issued_document_edition_check CHECK (edition > 0),
  CONSTRAINT issued_document_end_to_end_id_fkey FOREIGN KEY (end_to_end_id) REFERENCES payment_instruction(end_to_end_id),
  CONSTRAINT issued_document_kind_check CHECK (kind = ANY (ARRAY['statement'::text, 'remittance-advice'::text])),
  CONSTRAINT issued_document_pkey PRIMARY KEY (document, edition),
  CONSTRAINT issued_document_statement_fkey FOREIGN KEY (statement) REFERENCES partner_statement(statement)
);
CREATE INDEX issued_document_payment ON public.issued_document USING btree (end_to_end_id, edition) WHERE (end_to_end_id IS NOT NULL);
CREATE INDEX issued_document_statement ON public.issued_document USING btree (statement, edition) WHERE (statement IS NOT NULL);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON issued_document FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON issued_document TO seatback_service;
CREATE POLICY all_of_it ON issued_document TO seatback_service USING (true);
CREATE POLICY in_sight ON issued_document FOR SELECT TO seatback_portal USING (((statement IN ( SELECT partner_statement.statement
   FROM partner_statement)) OR (end_to_end_id IN ( SELECT payment_instruction.end_to_end_id
   FROM payment_instruction))));
GRANT SELECT ON issued_document TO seatback_portal;

CREATE TABLE issued_file (
  document text COLLATE "C" NOT NULL,
  edition integer NOT NULL,
  language text NOT NULL,
  format text NOT NULL,
  layout integer NOT NULL,
  file_hash text NOT NULL,
  CONSTRAINT issued_file_document_edition_fkey FOREIGN KEY (document, edition) REFERENCES issued_document(document, edition),
  CONSTRAINT issued_file_file_hash_check CHECK (file_hash ~ '^[0-9a-f]{64}$'::text),
  CONSTRAINT issued_file_format_check CHECK (format = ANY (ARRAY['pdf'::text, 'csv'::text, 'xlsx'::text])),
  CONSTRAINT issued_file_language_check CHECK (language = ANY (ARRAY['en'::text, 'de'::text, 'sv'::text])),
  CONSTRAINT issued_file_layout_check CHECK (layout > 0),
  CONSTRAINT issued_file_pkey PRIMARY KEY (document, edition, language, format, layout)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON issued_file FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON issued_file TO seatback_service;
CREATE POLICY all_of_it ON issued_file TO seatback_service USING (true);
CREATE POLICY in_sight ON issued_file FOR SELECT TO seatback_portal USING ((document IN ( SELECT issued_document.document
   FROM issued_document)));
GRANT SELECT ON issued_file TO seatback_portal;

CREATE TABLE journal (
  journal integer NOT NULL,
  kind text NOT NULL,
  cause text COLLATE "C" NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  accounting_date date NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  corrects integer,
  description text NOT NULL,
  posted_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT journal_cause_check CHECK (cause <> ''::text),
  CONSTRAINT journal_cause_key UNIQUE (cause),
  CONSTRAINT journal_check CHECK (corrects < journal),
  CONSTRAINT journal_corrects_fkey FOREIGN KEY (corrects) REFERENCES journal(journal),
  CONSTRAINT journal_journal_check CHECK (journal > 0),
  CONSTRAINT journal_kind_check CHECK (kind = ANY (ARRAY['accrual'::text, 'adjustment'::text, 'manual'::text, 'threshold'::text, 'hold'::text, 'release'::text, 'status'::text, 'correction'::text])),
  CONSTRAINT journal_pkey PRIMARY KEY (journal)
);
CREATE INDEX journal_accounting_date ON public.journal USING btree (accounting_date);
CREATE INDEX journal_corrects ON public.journal USING btree (corrects) WHERE (corrects IS NOT NULL);
CREATE TRIGGER journals_are_entered AFTER INSERT ON journal REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION journals_are_entered();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON journal TO seatback_service;
GRANT SELECT ON journal TO seatback_portal;

CREATE TABLE ledger_entry (
  entry_of text NOT NULL,
  first_journal integer NOT NULL,
  last_journal integer NOT NULL,
  posted_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT ledger_entry_entry_of_check CHECK (entry_of = ANY (ARRAY['journal'::text, 'posting'::text]))
);
CREATE CONSTRAINT TRIGGER journals_are_whole AFTER INSERT ON ledger_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journals_are_whole();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON ledger_entry TO seatback_service;

CREATE TABLE manual_adjustment (
  manual_adjustment integer NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  partner_key integer NOT NULL,
  customer_key integer NOT NULL,
  amount numeric NOT NULL,
  currency text NOT NULL,
  reason text NOT NULL,
  proposed_by text NOT NULL,
  proposed_at timestamp with time zone NOT NULL,
  state text NOT NULL DEFAULT 'proposed'::text,
  decided_by text,
  decided_at timestamp with time zone,
  refused_because text,
  journal integer,
  CONSTRAINT manual_adjustment_amount_check CHECK (amount <> 0::numeric AND amount > '-Infinity'::numeric AND amount < 'Infinity'::numeric),
  CONSTRAINT manual_adjustment_check CHECK (NOT is_same_actor(decided_by, proposed_by)),
  CONSTRAINT manual_adjustment_check1 CHECK ((state = 'proposed'::text) = (decided_by IS NULL)),
  CONSTRAINT manual_adjustment_check2 CHECK (num_nulls(decided_by, decided_at) = ANY (ARRAY[0, 2])),
  CONSTRAINT manual_adjustment_check3 CHECK ((state = 'approved'::text) = (journal IS NOT NULL)),
  CONSTRAINT manual_adjustment_check4 CHECK ((state = 'refused'::text) = (refused_because IS NOT NULL)),
  CONSTRAINT manual_adjustment_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text),
  CONSTRAINT manual_adjustment_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key),
  CONSTRAINT manual_adjustment_decided_by_check CHECK (btrim(decided_by) <> ''::text),
  CONSTRAINT manual_adjustment_journal_fkey FOREIGN KEY (journal) REFERENCES journal(journal),
  CONSTRAINT manual_adjustment_journal_key UNIQUE (journal),
  CONSTRAINT manual_adjustment_manual_adjustment_check CHECK (manual_adjustment > 0),
  CONSTRAINT manual_adjustment_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT manual_adjustment_pkey PRIMARY KEY (manual_adjustment),
  CONSTRAINT manual_adjustment_proposed_by_check CHECK (btrim(proposed_by) <> ''::text),
  CONSTRAINT manual_adjustment_reason_check CHECK (btrim(reason) <> ''::text),
  CONSTRAINT manual_adjustment_refused_because_check CHECK (btrim(refused_because) <> ''::text),
  CONSTRAINT manual_adjustment_state_check CHECK (state = ANY (ARRAY['proposed'::text, 'approved'::text, 'refused'::text]))
);
CREATE INDEX manual_adjustment_partner ON public.manual_adjustment USING btree (campaign_id, partner_key);
CREATE TRIGGER adjustment_is_decided_once BEFORE INSERT OR UPDATE ON manual_adjustment FOR EACH ROW EXECUTE FUNCTION adjustment_is_decided_once();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON manual_adjustment FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON manual_adjustment TO seatback_service;
GRANT UPDATE (decided_at, decided_by, journal, refused_because, state) ON manual_adjustment TO seatback_service;
CREATE POLICY all_of_it ON manual_adjustment TO seatback_service USING (true);
CREATE POLICY in_sight ON manual_adjustment FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON manual_adjustment TO seatback_portal;

CREATE TABLE notification (
  notification integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  occasion text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  partner_key integer NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  notice jsonb NOT NULL,
  message_id uuid NOT NULL DEFAULT gen_random_uuid(),
  recorded_at timestamp with time zone NOT NULL,
  state text NOT NULL DEFAULT 'waiting'::text,
  attempts integer NOT NULL DEFAULT 0,
  next_attempt_at timestamp with time zone NOT NULL,
  problem text,
  sent_to text,
  sent_at timestamp with time zone,
  decided_by text,
  decided_at timestamp with time zone,
  decided_because text,
  CONSTRAINT notification_attempts_check CHECK (attempts >= 0),
  CONSTRAINT notification_check CHECK (num_nulls(sent_to, sent_at) = ANY (ARRAY[0, 2])),
  CONSTRAINT notification_check1 CHECK (state <> 'sent'::text OR sent_at IS NOT NULL),
  CONSTRAINT notification_check2 CHECK (state <> 'refused'::text OR problem IS NOT NULL),
  CONSTRAINT notification_check3 CHECK (state <> 'settled'::text OR decided_by IS NOT NULL),
  CONSTRAINT notification_check4 CHECK (num_nulls(decided_by, decided_at, decided_because) = ANY (ARRAY[0, 3])),
  CONSTRAINT notification_decided_because_check CHECK (btrim(decided_because) <> ''::text),
  CONSTRAINT notification_decided_by_check CHECK (btrim(decided_by) <> ''::text),
  CONSTRAINT notification_kind_check CHECK (kind = ANY (ARRAY['potential-payment'::text, 'details-wanted'::text, 'details-refused'::text, 'about-to-be-forfeited'::text, 'forfeited'::text, 'paid'::text, 'returned'::text, 'claim-received'::text, 'claim-valid'::text, 'claim-rejected'::text, 'deadline-near'::text, 'question-answered'::text])),
  CONSTRAINT notification_message_id_key UNIQUE (message_id),
  CONSTRAINT notification_occasion_check CHECK (occasion <> ''::text),
  CONSTRAINT notification_occasion_key UNIQUE (occasion),
  CONSTRAINT notification_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT notification_pkey PRIMARY KEY (notification),
  CONSTRAINT notification_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'sent'::text, 'refused'::text, 'lapsed'::text, 'settled'::text]))
);
CREATE INDEX notification_due ON public.notification USING btree (next_attempt_at, notification) WHERE (state = 'waiting'::text);
CREATE INDEX notification_partner ON public.notification USING btree (partner_key);
CREATE INDEX notification_refused ON public.notification USING btree (notification) WHERE (state = 'refused'::text);
CREATE TRIGGER notification_goes_on BEFORE UPDATE ON notification FOR EACH ROW EXECUTE FUNCTION notification_goes_on();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON notification FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON notification TO seatback_service;
GRANT UPDATE (attempts, decided_at, decided_because, decided_by, next_attempt_at, problem, sent_at, sent_to, state) ON notification TO seatback_service;
CREATE POLICY all_of_it ON notification TO seatback_service USING (true);
CREATE POLICY in_sight ON notification FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON notification TO seatback_portal;

CREATE TABLE observed_sku (
  observed_sku_key integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  sku_id uuid,
  sku_part_number text,
  CONSTRAINT observed_sku_check CHECK (num_nonnulls(sku_id, sku_part_number) > 0),
  CONSTRAINT observed_sku_pkey PRIMARY KEY (observed_sku_key),
  CONSTRAINT observed_sku_sku_id_sku_part_number_key UNIQUE NULLS NOT DISTINCT (sku_id, sku_part_number)
);
GRANT INSERT, SELECT ON observed_sku TO seatback_service;
GRANT SELECT ON observed_sku TO seatback_portal;

CREATE TABLE offer (
  offer_key integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  offer_id text COLLATE "C" NOT NULL,
  CONSTRAINT offer_offer_id_key UNIQUE (offer_id),
  CONSTRAINT offer_pkey PRIMARY KEY (offer_key)
);
GRANT INSERT, SELECT ON offer TO seatback_service;

CREATE TABLE offer_mapping (
  offer_key integer NOT NULL,
  sku_key integer NOT NULL,
  product_key integer NOT NULL,
  valid_from date NOT NULL,
  valid_to date NOT NULL,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT offer_mapping_check CHECK (valid_to >= valid_from),
  CONSTRAINT offer_mapping_check1 CHECK (recorded_to > recorded_from),
  CONSTRAINT offer_mapping_offer_key_fkey FOREIGN KEY (offer_key) REFERENCES offer(offer_key),
  CONSTRAINT offer_mapping_pkey PRIMARY KEY (offer_key, valid_from, recorded_from),
  CONSTRAINT offer_mapping_product_key_fkey FOREIGN KEY (product_key) REFERENCES product(product_key),
  CONSTRAINT offer_mapping_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT offer_mapping_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery),
  CONSTRAINT offer_mapping_sku_key_fkey FOREIGN KEY (sku_key) REFERENCES sku(sku_key)
);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON offer_mapping REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON offer_mapping FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON offer_mapping TO seatback_service;
GRANT UPDATE (recorded_to) ON offer_mapping TO seatback_service;

CREATE TABLE partner (
  partner_key integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  partner_id text COLLATE "C" NOT NULL,
  CONSTRAINT partner_partner_id_check CHECK (partner_id <> ALL (ARRAY[''::text, '0'::text, '-1'::text])),
  CONSTRAINT partner_partner_id_key UNIQUE (partner_id),
  CONSTRAINT partner_pkey PRIMARY KEY (partner_key)
);
GRANT INSERT, SELECT ON partner TO seatback_service;
CREATE POLICY all_of_it ON partner TO seatback_service USING (true);
CREATE POLICY in_sight ON partner FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON partner TO seatback_portal;

CREATE TABLE partner_binding (
  partner_binding integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  person integer NOT NULL,
  partner_key integer NOT NULL,
  is_bound boolean NOT NULL,
  decided_by text NOT NULL,
  reason text NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT partner_binding_decided_by_check CHECK (btrim(decided_by) <> ''::text),
  CONSTRAINT partner_binding_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT partner_binding_person_fkey FOREIGN KEY (person) REFERENCES person(person),
  CONSTRAINT partner_binding_pkey PRIMARY KEY (partner_binding),
  CONSTRAINT partner_binding_reason_check CHECK (btrim(reason) <> ''::text)
);
CREATE INDEX partner_binding_person ON public.partner_binding USING btree (person, partner_key, partner_binding);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON partner_binding FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
CREATE TRIGGER right_changes_hands BEFORE INSERT ON partner_binding FOR EACH ROW EXECUTE FUNCTION right_changes_hands();
GRANT INSERT, SELECT ON partner_binding TO seatback_service;

CREATE TABLE partner_earning (
  campaign_id text COLLATE "C" NOT NULL,
  partner_key integer NOT NULL,
  run_from integer NOT NULL,
  run_to integer,
  customers_qualified integer NOT NULL,
  customers_undecided integer NOT NULL,
  customers_provisional integer NOT NULL,
  earned numeric NOT NULL,
  potential numeric,
  currency text NOT NULL,
  digest text NOT NULL,
  compared text,
  compared_potential text,
  CONSTRAINT partner_earning_check CHECK (run_to > run_from),
  CONSTRAINT partner_earning_check1 CHECK (potential >= earned AND potential < 'Infinity'::numeric),
  CONSTRAINT partner_earning_check2 CHECK (compared IS NOT NULL OR compared_potential IS NULL),
  CONSTRAINT partner_earning_compared_check CHECK (compared ~ '^\d+(\.\d+|/[1-9]\d*)?$'::text),
  CONSTRAINT partner_earning_compared_potential_check CHECK (compared_potential ~ '^\d+(\.\d+|/[1-9]\d*)?$'::text),
  CONSTRAINT partner_earning_digest_check CHECK (digest ~ '^[0-9a-f]{64}$'::text),
  CONSTRAINT partner_earning_earned_check CHECK (earned >= 0::numeric AND earned < 'Infinity'::numeric),
  CONSTRAINT partner_earning_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key) NOT ENFORCED,
  CONSTRAINT partner_earning_pkey PRIMARY KEY (campaign_id, partner_key, run_from),
  CONSTRAINT partner_earning_run_from_fkey FOREIGN KEY (run_from) REFERENCES calculation_run(run) NOT ENFORCED,
  CONSTRAINT partner_earning_run_to_fkey FOREIGN KEY (run_to) REFERENCES calculation_run(run) NOT ENFORCED
);
CREATE UNIQUE INDEX partner_earning_current ON public.partner_earning USING btree (campaign_id, partner_key) WHERE (run_to IS NULL);
GRANT INSERT, SELECT ON partner_earning TO seatback_service;
GRANT UPDATE (run_to) ON partner_earning TO seatback_service;
CREATE POLICY all_of_it ON partner_earning TO seatback_service USING (true);
CREATE POLICY in_sight ON partner_earning FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON partner_earning TO seatback_portal;

CREATE TABLE partner_entry (
  delivery integer NOT NULL,
  kind text NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  partner_key integer NOT NULL,
  claim_id text COLLATE "C",
  entered_by text NOT NULL,
  entered_at timestamp with time zone NOT NULL,
  form uuid NOT NULL,
  CONSTRAINT partner_entry_check CHECK ((kind = 'claim'::text) = (claim_id IS NOT NULL)),
  CONSTRAINT partner_entry_claim_id_key UNIQUE (claim_id),
  CONSTRAINT partner_entry_delivery_fkey FOREIGN KEY (delivery) REFERENCES delivery(delivery),
  CONSTRAINT partner_entry_entered_by_check CHECK (btrim(entered_by) <> ''::text),
  CONSTRAINT partner_entry_kind_check CHECK (kind = ANY (ARRAY['claim'::text, 'registration'::text])),
  CONSTRAINT partner_entry_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT partner_entry_partner_key_form_key UNIQUE (partner_key, form),
  CONSTRAINT partner_entry_pkey PRIMARY KEY (delivery)
);
CREATE UNIQUE INDEX partner_entry_one_registration ON public.partner_entry USING btree (partner_key, campaign_id) WHERE (kind = 'registration'::text);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON partner_entry FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON partner_entry TO seatback_service;
CREATE POLICY all_of_it ON partner_entry TO seatback_service USING (true);
CREATE POLICY in_sight ON partner_entry FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON partner_entry TO seatback_portal;

CREATE TABLE partner_profile (
  partner_key integer NOT NULL,
  legal_name text NOT NULL,
  country text NOT NULL,
  preferred_currency text,
  contact_name text,
  contact_email text,
  locale text,
  street text,
  building text,
  postcode text,
  town text,
  region text,
  global_partner_id text,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT partner_profile_check CHECK (recorded_to > recorded_from),
  CONSTRAINT partner_profile_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT partner_profile_pkey PRIMARY KEY (partner_key, recorded_from),
  CONSTRAINT partner_profile_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT partner_profile_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE INDEX partner_profile_name ON public.partner_profile USING btree (folded_name(legal_name) COLLATE "C") WHERE (recorded_to IS NULL);
CREATE INDEX partner_profile_words ON public.partner_profile USING gin (name_words(legal_name)) WHERE (recorded_to IS NULL);
CREATE UNIQUE INDEX partner_profile_newest ON public.partner_profile USING btree (partner_key) WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON partner_profile REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON partner_profile FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON partner_profile TO seatback_service;
GRANT UPDATE (recorded_to) ON partner_profile TO seatback_service;
CREATE POLICY all_of_it ON partner_profile TO seatback_service USING (true);
CREATE POLICY in_sight ON partner_profile FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON partner_profile TO seatback_portal;

CREATE TABLE partner_question (
  question integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  campaign_id text COLLATE "C" NOT NULL,
  partner_key integer NOT NULL,
  customer_key integer NOT NULL,
  run integer NOT NULL,
  outcome text NOT NULL,
  asked text NOT NULL,
  asked_by text NOT NULL,
  asked_at timestamp with time zone NOT NULL,
  form uuid NOT NULL,
  CONSTRAINT partner_question_asked_by_check CHECK (btrim(asked_by) <> ''::text),
  CONSTRAINT partner_question_asked_check CHECK (length(btrim(asked)) >= 3 AND length(btrim(asked)) <= 2000),
  CONSTRAINT partner_question_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key),
  CONSTRAINT partner_question_outcome_check CHECK (outcome = ANY (ARRAY['qualified'::text, 'not-qualified'::text, 'undecided'::text])),
  CONSTRAINT partner_question_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT partner_question_partner_key_form_key UNIQUE (partner_key, form),
  CONSTRAINT partner_question_pkey PRIMARY KEY (question),
  CONSTRAINT partner_question_run_fkey FOREIGN KEY (run) REFERENCES calculation_run(run)
);
CREATE INDEX partner_question_customer ON public.partner_question USING btree (campaign_id, partner_key, customer_key);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON partner_question FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
CREATE TRIGGER question_is_about_what_was_determined BEFORE INSERT ON partner_question FOR EACH ROW EXECUTE FUNCTION question_is_about_what_was_determined();
GRANT INSERT, SELECT ON partner_question TO seatback_service;
CREATE POLICY all_of_it ON partner_question TO seatback_service USING (true);
CREATE POLICY asked_in_sight ON partner_question FOR INSERT TO seatback_portal USING ();
CREATE POLICY in_sight ON partner_question FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT INSERT, SELECT ON partner_question TO seatback_portal;

CREATE TABLE partner_standing (
  partner_standing integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  partner_key integer NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  level text,
  valid_from date NOT NULL,
  valid_to date,
  evidence text,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT partner_standing_check CHECK (valid_to >= valid_from),
  CONSTRAINT partner_standing_check1 CHECK (recorded_to > recorded_from),
  CONSTRAINT partner_standing_kind_check CHECK (kind = ANY (ARRAY['membership'::text, 'agreement'::text, 'enrolment'::text, 'competency'::text, 'exclusion'::text, 'onboarding'::text])),
  CONSTRAINT partner_standing_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT partner_standing_pkey PRIMARY KEY (partner_standing),
  CONSTRAINT partner_standing_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT partner_standing_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE INDEX partner_standing_begins ON public.partner_standing USING btree (valid_from);
CREATE INDEX partner_standing_changes ON public.partner_standing USING brin (recorded_from, recorded_to) WITH (pages_per_range='32', autosummarize='on');
CREATE INDEX partner_standing_ends ON public.partner_standing USING btree (valid_to) WHERE (valid_to IS NOT NULL);
CREATE INDEX partner_standing_partner ON public.partner_standing USING btree (partner_key, kind);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON partner_standing REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON partner_standing FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON partner_standing TO seatback_service;
GRANT UPDATE (recorded_to) ON partner_standing TO seatback_service;
CREATE POLICY all_of_it ON partner_standing TO seatback_service USING (true);
CREATE POLICY in_sight ON partner_standing FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON partner_standing TO seatback_portal;

CREATE TABLE partner_statement (
  statement integer NOT NULL,
  run integer NOT NULL,
  partner_key integer NOT NULL,
  reserved_at timestamp with time zone NOT NULL,
  CONSTRAINT partner_statement_pkey PRIMARY KEY (statement),
  CONSTRAINT partner_statement_run_partner_key_fkey FOREIGN KEY (run, partner_key) REFERENCES accrual(run, partner_key),
  CONSTRAINT partner_statement_run_partner_key_key UNIQUE (run, partner_key),
  CONSTRAINT partner_statement_statement_check CHECK (statement > 0)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON partner_statement FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON partner_statement TO seatback_service;
CREATE POLICY all_of_it ON partner_statement TO seatback_service USING (true);
CREATE POLICY in_sight ON partner_statement FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON partner_statement TO seatback_portal;

CREATE TABLE payee (
  payee integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  partner_key integer NOT NULL,
  account_name text NOT NULL,
  account_kept text NOT NULL,
  account_sealed bytea,
  account_last_four text,
  fingerprint bytea NOT NULL,
  bic text,
  clearing_system text,
  clearing_member_id text,
  bank_country text,
  street text,
  building text,
  building_name text,
  postcode text,
  town text,
  region text,
  country text,
  recorded_at timestamp with time zone NOT NULL,
  vendor text COLLATE "C",
  vendor_reference text,
  CONSTRAINT payee_account_kept_check CHECK (account_kept = ANY (ARRAY['iban'::text, 'account-number'::text, 'none'::text])),
  CONSTRAINT payee_partner_key_fingerprint_key UNIQUE (partner_key, fingerprint),
  CONSTRAINT payee_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT payee_payee_partner_key_key UNIQUE (payee, partner_key),
  CONSTRAINT payee_pkey PRIMARY KEY (payee),
  CONSTRAINT payee_vendor_fkey FOREIGN KEY (vendor) REFERENCES vendor(vendor),
  CONSTRAINT payee_vendor_reference_check CHECK (btrim(vendor_reference) <> ''::text),
  CONSTRAINT payee_with_account_or_vendor CHECK (
CASE account_kept
    WHEN 'none'::text THEN num_nonnulls(account_sealed, account_last_four, bic, clearing_system, clearing_member_id, bank_country) = 0 AND num_nulls(vendor, vendor_reference) = 0
    ELSE num_nulls(account_sealed, account_last_four, bank_country, town, country) = 0 AND num_nonnulls(vendor, vendor_reference) = 0
END)
);
CREATE TRIGGER only_resealed BEFORE UPDATE ON payee FOR EACH ROW EXECUTE FUNCTION only_resealed('account_sealed');
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON payee FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON payee TO seatback_service;
GRANT UPDATE (account_sealed) ON payee TO seatback_service;
CREATE POLICY all_of_it ON payee TO seatback_service USING (true);
CREATE POLICY in_sight ON payee FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON payee TO seatback_portal;

CREATE TABLE payee_forfeiture (
  journal integer NOT NULL,
  run integer NOT NULL,
  partner_key integer NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  payee_request integer,
  bank_details integer,
  reason text NOT NULL,
  amount numeric NOT NULL,
  currency text NOT NULL,
  forfeited_at timestamp with time zone NOT NULL,
  revision integer NOT NULL DEFAULT 1,
  CONSTRAINT payee_forfeiture_amount_check CHECK (amount > 0::numeric AND amount < 'Infinity'::numeric),
  CONSTRAINT payee_forfeiture_bank_details_fkey FOREIGN KEY (bank_details) REFERENCES bank_details(bank_details),
  CONSTRAINT payee_forfeiture_check CHECK (num_nonnulls(payee_request, bank_details) = 1),
  CONSTRAINT payee_forfeiture_check1 CHECK ((reason = 'personal-account'::text) = (bank_details IS NOT NULL)),
  CONSTRAINT payee_forfeiture_journal_fkey FOREIGN KEY (journal) REFERENCES journal(journal),
  CONSTRAINT payee_forfeiture_of_an_outcome FOREIGN KEY (run, partner_key, revision) REFERENCES threshold_outcome(run, partner_key, revision),
  CONSTRAINT payee_forfeiture_once_for_each_outcome UNIQUE (run, partner_key, revision),
  CONSTRAINT payee_forfeiture_payee_request_fkey FOREIGN KEY (payee_request) REFERENCES payee_request(payee_request),
  CONSTRAINT payee_forfeiture_payee_request_key UNIQUE (payee_request),
  CONSTRAINT payee_forfeiture_pkey PRIMARY KEY (journal),
  CONSTRAINT payee_forfeiture_reason_check CHECK (reason = ANY (ARRAY['no-bank-details'::text, 'payment-failed'::text, 'personal-account'::text]))
);
CREATE INDEX payee_forfeiture_partner ON public.payee_forfeiture USING btree (campaign_id, partner_key);
CREATE TRIGGER forfeited_is_not_on_its_way BEFORE INSERT ON payee_forfeiture FOR EACH ROW EXECUTE FUNCTION forfeited_is_not_on_its_way();
CREATE TRIGGER forfeiture_comes_after_the_last_notice BEFORE INSERT ON payee_forfeiture FOR EACH ROW EXECUTE FUNCTION forfeiture_comes_after_the_last_notice();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON payee_forfeiture FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON payee_forfeiture TO seatback_service;
CREATE POLICY all_of_it ON payee_forfeiture TO seatback_service USING (true);
CREATE POLICY in_sight ON payee_forfeiture FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON payee_forfeiture TO seatback_portal;

CREATE TABLE payee_invitation (
  payee_invitation integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  payee_request integer NOT NULL,
  partner_key integer NOT NULL,
  notice smallint NOT NULL,
  nonce bytea NOT NULL,
  token_hash bytea NOT NULL,
  issued_by text,
  issued_at timestamp with time zone NOT NULL,
  answer_by timestamp with time zone NOT NULL,
  CONSTRAINT payee_invitation_check CHECK (answer_by > issued_at),
  CONSTRAINT payee_invitation_issued_by_check CHECK (btrim(issued_by) <> ''::text),
  CONSTRAINT payee_invitation_nonce_check CHECK (octet_length(nonce) = 16),
  CONSTRAINT payee_invitation_nonce_key UNIQUE (nonce),
  CONSTRAINT payee_invitation_notice_check CHECK (notice >= 1 AND notice <= 9),
  CONSTRAINT payee_invitation_payee_invitation_partner_key_key UNIQUE (payee_invitation, partner_key),
  CONSTRAINT payee_invitation_payee_request_partner_key_fkey FOREIGN KEY (payee_request, partner_key) REFERENCES payee_request(payee_request, partner_key),
  CONSTRAINT payee_invitation_pkey PRIMARY KEY (payee_invitation),
  CONSTRAINT payee_invitation_token_hash_check CHECK (octet_length(token_hash) = 32),
  CONSTRAINT payee_invitation_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX payee_invitation_request ON public.payee_invitation USING btree (payee_request, payee_invitation);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON payee_invitation FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
CREATE TRIGGER wanted_details_are_told AFTER INSERT ON payee_invitation FOR EACH ROW EXECUTE FUNCTION wanted_details_are_told();
GRANT INSERT, SELECT ON payee_invitation TO seatback_service;
CREATE POLICY all_of_it ON payee_invitation TO seatback_service USING (true);
CREATE POLICY in_sight ON payee_invitation FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON payee_invitation TO seatback_portal;

CREATE TABLE payee_name_confirmation (
  partner_key integer NOT NULL,
  account_fingerprint bytea NOT NULL,
  account_name text NOT NULL,
  sent_name text NOT NULL,
  confirmed_by text NOT NULL,
  confirmed_at timestamp with time zone NOT NULL,
  reason text NOT NULL,
  CONSTRAINT payee_name_confirmation_account_name_check CHECK (btrim(account_name) <> ''::text),
  CONSTRAINT payee_name_confirmation_confirmed_by_check CHECK (btrim(confirmed_by) <> ''::text),
  CONSTRAINT payee_name_confirmation_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT payee_name_confirmation_pkey PRIMARY KEY (partner_key, account_fingerprint, account_name, sent_name),
  CONSTRAINT payee_name_confirmation_reason_check CHECK (btrim(reason) <> ''::text),
  CONSTRAINT payee_name_confirmation_sent_name_check CHECK (btrim(sent_name) <> ''::text)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON payee_name_confirmation FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON payee_name_confirmation TO seatback_service;

CREATE TABLE payee_name_decision (
  payee_name_decision integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  partner_key integer NOT NULL,
  account_fingerprint bytea NOT NULL,
  account_name text NOT NULL,
  registered_name text NOT NULL,
  outcome text NOT NULL,
  decision text NOT NULL,
  decided_by text NOT NULL,
  decided_at timestamp with time zone NOT NULL,
  reason text NOT NULL,
  CONSTRAINT payee_name_decision_account_name_check CHECK (btrim(account_name) <> ''::text),
  CONSTRAINT payee_name_decision_decided_by_check CHECK (btrim(decided_by) <> ''::text),
  CONSTRAINT payee_name_decision_decision_check CHECK (decision = ANY (ARRAY['accepted'::text, 'refused'::text])),
  CONSTRAINT payee_name_decision_outcome_check CHECK (outcome = ANY (ARRAY['close-match'::text, 'not-possible'::text])),
  CONSTRAINT payee_name_decision_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT payee_name_decision_pkey PRIMARY KEY (payee_name_decision),
  CONSTRAINT payee_name_decision_reason_check CHECK (btrim(reason) <> ''::text),
  CONSTRAINT payee_name_decision_registered_name_check CHECK (btrim(registered_name) <> ''::text)
);
CREATE INDEX payee_name_decision_partner ON public.payee_name_decision USING btree (partner_key, payee_name_decision);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON payee_name_decision FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON payee_name_decision TO seatback_service;
CREATE POLICY all_of_it ON payee_name_decision TO seatback_service USING (true);
CREATE POLICY in_sight ON payee_name_decision FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON payee_name_decision TO seatback_portal;

CREATE TABLE payee_notice (
  payee_notice integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  payee_request integer NOT NULL,
  kind text NOT NULL,
  notice smallint NOT NULL,
  payee_invitation integer,
  recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT payee_notice_check CHECK ((kind = ANY (ARRAY['details-wanted'::text, 'details-refused'::text])) = (payee_invitation IS NOT NULL)),
  CONSTRAINT payee_notice_kind_check CHECK (kind = ANY (ARRAY['details-wanted'::text, 'details-refused'::text, 'about-to-be-forfeited'::text, 'forfeited'::text])),
  CONSTRAINT payee_notice_notice_check CHECK (notice >= 1 AND notice <= 9),
  CONSTRAINT payee_notice_payee_invitation_fkey FOREIGN KEY (payee_invitation) REFERENCES payee_invitation(payee_invitation),
  CONSTRAINT payee_notice_payee_invitation_key UNIQUE (payee_invitation),
  CONSTRAINT payee_notice_payee_request_fkey FOREIGN KEY (payee_request) REFERENCES payee_request(payee_request),
  CONSTRAINT payee_notice_pkey PRIMARY KEY (payee_notice)
);
CREATE UNIQUE INDEX payee_notice_numbered ON public.payee_notice USING btree (payee_request, notice) WHERE (kind = 'details-wanted'::text);
CREATE UNIQUE INDEX payee_notice_once ON public.payee_notice USING btree (payee_request, kind) WHERE (kind = ANY (ARRAY['about-to-be-forfeited'::text, 'forfeited'::text]));
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON payee_notice FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON payee_notice TO seatback_service;
CREATE POLICY all_of_it ON payee_notice TO seatback_service USING (true);
CREATE POLICY in_sight ON payee_notice FOR SELECT TO seatback_portal USING ((payee_request IN ( SELECT payee_request.payee_request
   FROM payee_request)));
GRANT SELECT ON payee_notice TO seatback_portal;

CREATE TABLE payee_request (
  payee_request integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  partner_key integer NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  cause text NOT NULL,
  failed_payment text COLLATE "C",
  answer_days smallint NOT NULL,
  most_notices smallint NOT NULL,
  forfeits boolean NOT NULL,
  time_zone text NOT NULL,
  opened_by text,
  opened_at timestamp with time zone NOT NULL,
  ended_as text,
  ended_at timestamp with time zone,
  CONSTRAINT payee_request_answer_days_check CHECK (answer_days > 0),
  CONSTRAINT payee_request_campaign_id_check CHECK (campaign_id <> ''::text),
  CONSTRAINT payee_request_cause_check CHECK (cause = ANY (ARRAY['details-missing'::text, 'payment-failed'::text])),
  CONSTRAINT payee_request_check CHECK (ended_at >= opened_at),
  CONSTRAINT payee_request_check1 CHECK ((cause = 'payment-failed'::text) = (failed_payment IS NOT NULL)),
  CONSTRAINT payee_request_check2 CHECK (num_nulls(ended_as, ended_at) = ANY (ARRAY[0, 2])),
  CONSTRAINT payee_request_ended_as_check CHECK (ended_as = ANY (ARRAY['answered'::text, 'forfeited'::text, 'withdrawn'::text])),
  CONSTRAINT payee_request_failed_payment_fkey FOREIGN KEY (failed_payment) REFERENCES payment_instruction(end_to_end_id),
  CONSTRAINT payee_request_most_notices_check CHECK (most_notices >= 1 AND most_notices <= 9),
  CONSTRAINT payee_request_opened_by_check CHECK (btrim(opened_by) <> ''::text),
  CONSTRAINT payee_request_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT payee_request_payee_request_partner_key_key UNIQUE (payee_request, partner_key),
  CONSTRAINT payee_request_pkey PRIMARY KEY (payee_request),
  CONSTRAINT payee_request_time_zone_check CHECK (time_zone <> ''::text)
);
CREATE UNIQUE INDEX payee_request_failed_payment ON public.payee_request USING btree (failed_payment) WHERE (ended_as IS NULL);
CREATE UNIQUE INDEX payee_request_open ON public.payee_request USING btree (partner_key, campaign_id) WHERE (ended_at IS NULL);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON payee_request FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
CREATE TRIGGER request_ends_once BEFORE UPDATE ON payee_request FOR EACH ROW EXECUTE FUNCTION request_ends_once();
GRANT INSERT, SELECT ON payee_request TO seatback_service;
GRANT UPDATE (ended_as, ended_at) ON payee_request TO seatback_service;
CREATE POLICY all_of_it ON payee_request TO seatback_service USING (true);
CREATE POLICY in_sight ON payee_request FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON payee_request TO seatback_portal;

CREATE TABLE payload (
  payload_hash bytea NOT NULL,
  byte_count bigint NOT NULL,
  chunk_count integer NOT NULL,
  sealed_with text,
  CONSTRAINT payload_byte_count_check CHECK (byte_count >= 0),
  CONSTRAINT payload_chunk_count_check CHECK (chunk_count > 0),
  CONSTRAINT payload_payload_hash_check CHECK (octet_length(payload_hash) = 32),
  CONSTRAINT payload_pkey PRIMARY KEY (payload_hash)
);
CREATE TRIGGER only_resealed BEFORE UPDATE ON payload FOR EACH ROW EXECUTE FUNCTION only_resealed('sealed_with');
GRANT INSERT, SELECT ON payload TO seatback_service;
GRANT UPDATE (sealed_with) ON payload TO seatback_service;

CREATE TABLE payload_chunk (
  payload_hash bytea NOT NULL,
  chunk integer NOT NULL,
  content bytea NOT NULL,
  CONSTRAINT payload_chunk_chunk_check CHECK (chunk >= 0),
  CONSTRAINT payload_chunk_payload_hash_fkey FOREIGN KEY (payload_hash) REFERENCES payload(payload_hash) DEFERRABLE,
  CONSTRAINT payload_chunk_pkey PRIMARY KEY (payload_hash, chunk)
);
CREATE TRIGGER only_resealed BEFORE UPDATE ON payload_chunk FOR EACH ROW EXECUTE FUNCTION only_resealed('content');
GRANT INSERT, SELECT ON payload_chunk TO seatback_service;
GRANT UPDATE (content) ON payload_chunk TO seatback_service;

CREATE TABLE payment_instruction (
  end_to_end_id text COLLATE "C" NOT NULL,
  batch integer NOT NULL,
  line integer NOT NULL,
  run integer NOT NULL,
  partner_key integer NOT NULL,
  payee integer NOT NULL,
  amount numeric NOT NULL,
  currency text NOT NULL,
  uetr uuid NOT NULL,
  voided boolean NOT NULL DEFAULT false,
  outcome text NOT NULL DEFAULT 'payable'::text,
  ended boolean NOT NULL DEFAULT false,
  revision integer NOT NULL DEFAULT 1,
  block integer,
  account_because text,
  remittance text,
  exchanged_amount numeric,
  exchanged_currency text,
  rate_base text,
  rate_quote text,
  rate_on date,
  rate_source text,
  rate_from integer,
  rate numeric,
  paid_amount numeric NOT NULL DEFAULT COALESCE(exchanged_amount, amount),
  paid_currency text NOT NULL DEFAULT COALESCE(exchanged_currency, currency),
  CONSTRAINT payment_instruction_account_because_check CHECK (account_because = ANY (ARRAY['only'::text, 'country'::text, 'own-currency'::text, 'domestic'::text, 'first'::text])),
  CONSTRAINT payment_instruction_amount_check CHECK (amount > 0::numeric AND amount < 'Infinity'::numeric),
  CONSTRAINT payment_instruction_batch_block_fkey FOREIGN KEY (batch, block) REFERENCES payout_block(batch, block) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT payment_instruction_batch_line_key UNIQUE (batch, line),
  CONSTRAINT payment_instruction_batch_run_fkey FOREIGN KEY (batch, run) REFERENCES payout_batch(batch, run) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT payment_instruction_check CHECK (NOT (voided AND ended)),
  CONSTRAINT payment_instruction_check1 CHECK (exchanged_currency <> currency),
  CONSTRAINT payment_instruction_end_to_end_id_check CHECK (end_to_end_id ~ '^[A-Za-z0-9-]{1,35}$'::text),
  CONSTRAINT payment_instruction_exchange_is_whole CHECK (num_nulls(exchanged_amount, exchanged_currency, rate_base, rate_quote, rate_on, rate_source, rate_from, rate) = ANY (ARRAY[0, 8])),
  CONSTRAINT payment_instruction_exchanged_amount_check CHECK (exchanged_amount > 0::numeric AND exchanged_amount < 'Infinity'::numeric),
  CONSTRAINT payment_instruction_is_no_sample CHECK (NOT starts_with(end_to_end_id, 'SAMPLE-'::text)),
  CONSTRAINT payment_instruction_line_check CHECK (line > 0),
  CONSTRAINT payment_instruction_outcome_check CHECK (outcome = 'payable'::text),
  CONSTRAINT payment_instruction_payee_partner_key_fkey FOREIGN KEY (payee, partner_key) REFERENCES payee(payee, partner_key),
  CONSTRAINT payment_instruction_pays_an_outcome FOREIGN KEY (run, partner_key, revision, amount, currency, outcome) REFERENCES threshold_outcome(run, partner_key, revision, amount, currency, outcome),
  CONSTRAINT payment_instruction_pkey PRIMARY KEY (end_to_end_id),
  CONSTRAINT payment_instruction_rate_is_of_both CHECK (rate_base = currency AND rate_quote = exchanged_currency OR rate_base = exchanged_currency AND rate_quote = currency),
  CONSTRAINT payment_instruction_rate_is_recorded FOREIGN KEY (rate_base, rate_quote, rate_on, rate_source, rate_from, rate) REFERENCES fx_rate(base, quote, rate_on, source, recorded_from, rate),
  CONSTRAINT payment_instruction_uetr_key UNIQUE (uetr)
);
CREATE INDEX payment_instruction_partner ON public.payment_instruction USING btree (partner_key);
CREATE UNIQUE INDEX payment_instruction_once_for_each_outcome ON public.payment_instruction USING btree (run, partner_key, revision) WHERE ((NOT voided) AND (NOT ended));
CREATE TRIGGER forfeited_is_not_paid BEFORE INSERT ON payment_instruction FOR EACH ROW EXECUTE FUNCTION forfeited_is_not_paid();
CREATE CONSTRAINT TRIGGER made_with_its_batch AFTER INSERT ON payment_instruction DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION made_with_its_batch();
CREATE TRIGGER payment_keeps_to_its_batch AFTER INSERT OR UPDATE ON payment_instruction FOR EACH ROW EXECUTE FUNCTION payment_keeps_to_its_batch();
CREATE TRIGGER payments_pay_the_newest_outcome AFTER INSERT ON payment_instruction REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION payments_pay_the_newest_outcome();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON payment_instruction FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON payment_instruction TO seatback_service;
GRANT UPDATE (ended, voided) ON payment_instruction TO seatback_service;
CREATE POLICY all_of_it ON payment_instruction TO seatback_service USING (true);
CREATE POLICY in_sight ON payment_instruction FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON payment_instruction TO seatback_portal;

CREATE TABLE payment_report (
  answer integer NOT NULL,
  fact integer NOT NULL,
  end_to_end_id text COLLATE "C" NOT NULL,
  says text NOT NULL,
  matched_by text NOT NULL,
  amount numeric,
  CONSTRAINT payment_report_amount_check CHECK (amount >= 0::numeric AND amount < 'Infinity'::numeric),
  CONSTRAINT payment_report_answer_fact_fkey FOREIGN KEY (answer, fact) REFERENCES reported_fact(answer, fact),
  CONSTRAINT payment_report_end_to_end_id_fkey FOREIGN KEY (end_to_end_id) REFERENCES payment_instruction(end_to_end_id),
  CONSTRAINT payment_report_matched_by_check CHECK (matched_by = ANY (ARRAY['end-to-end-id'::text, 'uetr'::text, 'instruction-id'::text, 'block'::text, 'file'::text, 'person'::text])),
  CONSTRAINT payment_report_pkey PRIMARY KEY (answer, fact, end_to_end_id),
  CONSTRAINT payment_report_says_check CHECK (says = ANY (ARRAY['received'::text, 'in-process'::text, 'debited'::text, 'blocked'::text, 'credited'::text, 'rejected'::text, 'cancelled'::text, 'returned'::text]))
);
CREATE INDEX payment_report_payment ON public.payment_report USING btree (end_to_end_id);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON payment_report FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON payment_report TO seatback_service;

CREATE TABLE payment_standing (
  end_to_end_id text COLLATE "C" NOT NULL,
  state text NOT NULL,
  since timestamp with time zone NOT NULL,
  cause text,
  reasons text[],
  returned_amount numeric,
  paid_journal integer,
  failed_journal integer,
  returned_journal integer,
  exchanged_journal integer,
  exchanged_back_journal integer,
  CONSTRAINT payment_standing_cause_check CHECK (cause = ANY (ARRAY['details'::text, 'other'::text])),
  CONSTRAINT payment_standing_caused_check CHECK (num_nonnulls(failed_journal, returned_journal) = 0 OR cause IS NOT NULL),
  CONSTRAINT payment_standing_check2 CHECK (num_nonnulls(paid_journal, failed_journal) < 2),
  CONSTRAINT payment_standing_end_to_end_id_fkey FOREIGN KEY (end_to_end_id) REFERENCES payment_instruction(end_to_end_id),
  CONSTRAINT payment_standing_exchanged_back_journal_fkey FOREIGN KEY (exchanged_back_journal) REFERENCES journal(journal),
  CONSTRAINT payment_standing_exchanged_journal_fkey FOREIGN KEY (exchanged_journal) REFERENCES journal(journal),
  CONSTRAINT payment_standing_failed_journal_fkey FOREIGN KEY (failed_journal) REFERENCES journal(journal),
  CONSTRAINT payment_standing_paid_journal_fkey FOREIGN KEY (paid_journal) REFERENCES journal(journal),
  CONSTRAINT payment_standing_pkey PRIMARY KEY (end_to_end_id),
  CONSTRAINT payment_standing_returned_amount_check CHECK (returned_amount > 0::numeric AND returned_amount < 'Infinity'::numeric),
  CONSTRAINT payment_standing_returned_check CHECK (returned_journal IS NULL OR returned_amount IS NOT NULL),
  CONSTRAINT payment_standing_returned_journal_fkey FOREIGN KEY (returned_journal) REFERENCES journal(journal)
);
CREATE TRIGGER exchange_is_posted_once BEFORE UPDATE ON payment_standing FOR EACH ROW EXECUTE FUNCTION exchange_is_posted_once();
CREATE TRIGGER moved_payment_is_told AFTER INSERT OR UPDATE ON payment_standing FOR EACH ROW EXECUTE FUNCTION moved_payment_is_told();
CREATE TRIGGER payment_goes_forward BEFORE INSERT OR UPDATE ON payment_standing FOR EACH ROW EXECUTE FUNCTION payment_goes_forward();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON payment_standing FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON payment_standing TO seatback_service;
GRANT UPDATE (cause, exchanged_back_journal, exchanged_journal, failed_journal, paid_journal, reasons, returned_amount, returned_journal, since, state) ON payment_standing TO seatback_service;
CREATE POLICY all_of_it ON payment_standing TO seatback_service USING (true);
CREATE POLICY in_sight ON payment_standing FOR SELECT TO seatback_portal USING ((end_to_end_id IN ( SELECT payment_instruction.end_to_end_id
   FROM payment_instruction)));
GRANT SELECT ON payment_standing TO seatback_portal;

CREATE TABLE payout_batch (
  batch integer NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  run integer NOT NULL,
  message_id text NOT NULL,
  state text NOT NULL,
  execution_date date NOT NULL,
  payment_count integer NOT NULL,
  totals jsonb NOT NULL,
  file_hash text NOT NULL,
  prepared_by text NOT NULL,
  prepared_at timestamp with time zone NOT NULL,
  approved_by text,
  approved_at timestamp with time zone,
  approved_hash text,
  approved_count integer,
  approved_totals jsonb,
  released_by text,
  release_begun_at timestamp with time zone,
  file_written_at timestamp with time zone,
  released_at timestamp with time zone,
  released_as text,
  voided_by text,
  voided_at timestamp with time zone,
  voided_because text,
  prepared_in xid8 NOT NULL DEFAULT pg_current_xact_id(),
  debtor_bic text,
  bank_time_zone text,
  format text NOT NULL DEFAULT 'pain.001.001.09'::text,
  vendor text COLLATE "C",
  CONSTRAINT payout_batch_approved_by_check CHECK (btrim(approved_by) <> ''::text),
  CONSTRAINT payout_batch_bank_or_vendor CHECK (vendor IS NULL OR debtor_bic IS NULL),
  CONSTRAINT payout_batch_batch_check CHECK (batch > 0),
  CONSTRAINT payout_batch_batch_run_key UNIQUE (batch, run),
  CONSTRAINT payout_batch_batch_vendor_key UNIQUE (batch, vendor),
  CONSTRAINT payout_batch_begun_check CHECK (state = 'voided'::text OR (state = ANY (ARRAY['releasing'::text, 'released'::text])) = (release_begun_at IS NOT NULL)),
  CONSTRAINT payout_batch_check CHECK (NOT is_same_actor(approved_by, prepared_by)),
  CONSTRAINT payout_batch_check1 CHECK (num_nulls(approved_by, approved_at) = ANY (ARRAY[0, 2])),
  CONSTRAINT payout_batch_check10 CHECK ((state = 'voided'::text) = (voided_by IS NOT NULL)),
  CONSTRAINT payout_batch_check2 CHECK (num_nulls(released_by, release_begun_at) = ANY (ARRAY[0, 2])),
  CONSTRAINT payout_batch_check3 CHECK (num_nulls(released_at, released_as) = ANY (ARRAY[0, 2])),
  CONSTRAINT payout_batch_check4 CHECK (num_nulls(voided_by, voided_at, voided_because) = ANY (ARRAY[0, 3])),
  CONSTRAINT payout_batch_check5 CHECK ((state <> ALL (ARRAY['approved'::text, 'releasing'::text, 'released'::text])) OR approved_by IS NOT NULL AND NOT approved_hash IS DISTINCT FROM file_hash AND NOT approved_count IS DISTINCT FROM payment_count AND NOT approved_totals IS DISTINCT FROM totals),
  CONSTRAINT payout_batch_check7 CHECK (file_written_at IS NULL OR release_begun_at IS NOT NULL),
  CONSTRAINT payout_batch_check8 CHECK ((state = 'released'::text) = (released_at IS NOT NULL)),
  CONSTRAINT payout_batch_check9 CHECK (released_at IS NULL OR file_written_at IS NOT NULL),
  CONSTRAINT payout_batch_file_hash_check CHECK (file_hash ~ '^[0-9a-f]{64}$'::text),
  CONSTRAINT payout_batch_format_check CHECK (format = ANY (ARRAY['pain.001.001.09'::text, 'csv'::text, 'vendor'::text])),
  CONSTRAINT payout_batch_format_of_vendor CHECK ((format = 'vendor'::text) = (vendor IS NOT NULL)),
  CONSTRAINT payout_batch_is_no_sample CHECK (NOT starts_with(message_id, 'SAMPLE-'::text)),
  CONSTRAINT payout_batch_message_id_check CHECK (message_id ~ '^[A-Za-z0-9-]{1,35}$'::text),
  CONSTRAINT payout_batch_message_id_key UNIQUE (message_id),
  CONSTRAINT payout_batch_payment_count_check CHECK (payment_count > 0),
  CONSTRAINT payout_batch_pkey PRIMARY KEY (batch),
  CONSTRAINT payout_batch_prepared_by_check CHECK (btrim(prepared_by) <> ''::text),
  CONSTRAINT payout_batch_released_by_check CHECK (btrim(released_by) <> ''::text),
  CONSTRAINT payout_batch_run_fkey FOREIGN KEY (run) REFERENCES calculation_run(run),
  CONSTRAINT payout_batch_state_check CHECK (state = ANY (ARRAY['prepared'::text, 'approved'::text, 'releasing'::text, 'released'::text, 'voided'::text])),
  CONSTRAINT payout_batch_vendor_fkey FOREIGN KEY (vendor) REFERENCES vendor(vendor),
  CONSTRAINT payout_batch_voided_because_check CHECK (btrim(voided_because) <> ''::text),
  CONSTRAINT payout_batch_voided_by_check CHECK (btrim(voided_by) <> ''::text)
);
CREATE INDEX payout_batch_vendor ON public.payout_batch USING btree (vendor, released_at, batch) WHERE (vendor IS NOT NULL);
CREATE TRIGGER batch_begins BEFORE INSERT ON payout_batch FOR EACH ROW EXECUTE FUNCTION batch_begins();
CREATE TRIGGER batch_goes_forward BEFORE UPDATE ON payout_batch FOR EACH ROW EXECUTE FUNCTION batch_goes_forward();
CREATE CONSTRAINT TRIGGER batch_is_whole AFTER INSERT OR UPDATE ON payout_batch DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION batch_is_whole();
CREATE TRIGGER batch_keeps_its_vendor BEFORE INSERT OR UPDATE ON payout_batch FOR EACH ROW EXECUTE FUNCTION batch_keeps_its_vendor();
CREATE CONSTRAINT TRIGGER blocks_are_whole AFTER INSERT ON payout_batch DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION blocks_are_whole();
CREATE CONSTRAINT TRIGGER payments_are_of_their_vendor AFTER INSERT ON payout_batch DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_are_of_their_vendor();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON payout_batch FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
CREATE TRIGGER released_batch_is_told AFTER UPDATE ON payout_batch FOR EACH ROW WHEN (new.state = 'released'::text AND old.state <> 'released'::text AND new.vendor IS NOT NULL) EXECUTE FUNCTION released_batch_is_told();
GRANT INSERT, SELECT ON payout_batch TO seatback_service;
GRANT UPDATE (approved_at, approved_by, approved_count, approved_hash, approved_totals, file_written_at, release_begun_at, released_as, released_at, released_by, state, voided_at, voided_because, voided_by) ON payout_batch TO seatback_service;
CREATE POLICY all_of_it ON payout_batch TO seatback_service USING (true);
CREATE POLICY in_sight ON payout_batch FOR SELECT TO seatback_portal USING ((batch IN ( SELECT payment_instruction.batch
   FROM payment_instruction)));
GRANT SELECT ON payout_batch TO seatback_portal;

CREATE TABLE payout_block (
  batch integer NOT NULL,
  block integer NOT NULL,
  debtor_account_last_four text,
  debtor_bic text,
  execution_date date NOT NULL,
  cut_off text,
  banking_days text NOT NULL,
  currency text NOT NULL,
  service_level text,
  charge_bearer text,
  payment_count integer NOT NULL,
  total numeric NOT NULL,
  CONSTRAINT payout_block_bank_or_vendor CHECK (num_nulls(debtor_account_last_four, debtor_bic, service_level, charge_bearer) = ANY (ARRAY[0, 4])),
  CONSTRAINT payout_block_batch_fkey FOREIGN KEY (batch) REFERENCES payout_batch(batch) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT payout_block_block_check CHECK (block > 0),
  CONSTRAINT payout_block_cut_off_check CHECK (cut_off ~ '^[0-9]{2}:[0-9]{2}$'::text),
  CONSTRAINT payout_block_payment_count_check CHECK (payment_count > 0),
  CONSTRAINT payout_block_pkey PRIMARY KEY (batch, block),
  CONSTRAINT payout_block_total_check CHECK (total > 0::numeric AND total < 'Infinity'::numeric)
);
CREATE CONSTRAINT TRIGGER made_with_its_batch AFTER INSERT ON payout_block DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION made_with_its_batch();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON payout_block FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON payout_block TO seatback_service;
CREATE POLICY all_of_it ON payout_block TO seatback_service USING (true);
CREATE POLICY in_sight ON payout_block FOR SELECT TO seatback_portal USING ((batch IN ( SELECT payment_instruction.batch
   FROM payment_instruction)));
GRANT SELECT ON payout_block TO seatback_portal;

CREATE TABLE payout_file_part (
  message_id text NOT NULL,
  part integer NOT NULL,
  sealed bytea NOT NULL,
  CONSTRAINT payout_file_part_message_id_fkey FOREIGN KEY (message_id) REFERENCES payout_batch(message_id) DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT payout_file_part_part_check CHECK (part > 0),
  CONSTRAINT payout_file_part_pkey PRIMARY KEY (message_id, part)
);
CREATE CONSTRAINT TRIGGER made_with_its_batch AFTER INSERT ON payout_file_part DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION made_with_its_batch();
CREATE TRIGGER only_resealed BEFORE UPDATE ON payout_file_part FOR EACH ROW EXECUTE FUNCTION only_resealed('sealed');
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON payout_file_part FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON payout_file_part TO seatback_service;
GRANT UPDATE (sealed) ON payout_file_part TO seatback_service;

CREATE TABLE payout_hold (
  run integer NOT NULL,
  partner_key integer NOT NULL,
  reason text NOT NULL,
  found text NOT NULL,
  held_from timestamp with time zone NOT NULL,
  held_to timestamp with time zone,
  CONSTRAINT payout_hold_check CHECK (held_to >= held_from),
  CONSTRAINT payout_hold_pkey PRIMARY KEY (run, partner_key, reason, held_from),
  CONSTRAINT payout_hold_run_partner_key_fkey FOREIGN KEY (run, partner_key) REFERENCES accrual(run, partner_key)
);
CREATE UNIQUE INDEX payout_hold_open ON public.payout_hold USING btree (run, partner_key, reason) WHERE (held_to IS NULL);
CREATE TRIGGER hold_ends_once BEFORE UPDATE ON payout_hold FOR EACH ROW EXECUTE FUNCTION hold_ends_once();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON payout_hold FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON payout_hold TO seatback_service;
GRANT UPDATE (held_to) ON payout_hold TO seatback_service;
CREATE POLICY all_of_it ON payout_hold TO seatback_service USING (true);
CREATE POLICY in_sight ON payout_hold FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON payout_hold TO seatback_portal;

CREATE TABLE person (
  person integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  issuer text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  actor text COLLATE "C" NOT NULL,
  actor_key text COLLATE "C" NOT NULL,
  name text,
  email text,
  first_seen_at timestamp with time zone NOT NULL,
  told_at timestamp with time zone NOT NULL,
  CONSTRAINT person_actor_check CHECK (btrim(actor) <> ''::text),
  CONSTRAINT person_actor_key UNIQUE (actor),
  CONSTRAINT person_actor_key_key UNIQUE (actor_key),
  CONSTRAINT person_check CHECK (told_at >= first_seen_at),
  CONSTRAINT person_email_check CHECK (btrim(email) <> ''::text),
  CONSTRAINT person_issuer_check CHECK (issuer ~ '^https?://'::text),
  CONSTRAINT person_issuer_subject_key UNIQUE (issuer, subject),
  CONSTRAINT person_name_check CHECK (btrim(name) <> ''::text),
  CONSTRAINT person_pkey PRIMARY KEY (person),
  CONSTRAINT person_subject_check CHECK (length(subject) >= 1 AND length(subject) <= 255)
);
CREATE TRIGGER person_stays_who_it_is BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION person_stays_who_it_is();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON person FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON person TO seatback_service;
GRANT UPDATE (email, name, told_at) ON person TO seatback_service;

CREATE TABLE person_hold (
  person_hold integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  partner_key integer NOT NULL,
  placed_by text NOT NULL,
  placed_at timestamp with time zone NOT NULL,
  reason text NOT NULL,
  released_by text,
  released_at timestamp with time zone,
  released_because text,
  CONSTRAINT person_hold_check CHECK (released_at >= placed_at),
  CONSTRAINT person_hold_check1 CHECK (num_nulls(released_by, released_at, released_because) = ANY (ARRAY[0, 3])),
  CONSTRAINT person_hold_is_released_by_another CHECK (NOT is_same_actor(released_by, placed_by)),
  CONSTRAINT person_hold_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT person_hold_pkey PRIMARY KEY (person_hold),
  CONSTRAINT person_hold_placed_by_check CHECK (btrim(placed_by) <> ''::text),
  CONSTRAINT person_hold_reason_check CHECK (btrim(reason) <> ''::text),
  CONSTRAINT person_hold_released_because_check CHECK (btrim(released_because) <> ''::text),
  CONSTRAINT person_hold_released_by_check CHECK (btrim(released_by) <> ''::text)
);
CREATE UNIQUE INDEX person_hold_open ON public.person_hold USING btree (partner_key) WHERE (released_at IS NULL);
CREATE TRIGGER person_hold_is_released_once BEFORE UPDATE ON person_hold FOR EACH ROW EXECUTE FUNCTION person_hold_is_released_once();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON person_hold FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON person_hold TO seatback_service;
GRANT UPDATE (released_at, released_because, released_by) ON person_hold TO seatback_service;
CREATE POLICY all_of_it ON person_hold TO seatback_service USING (true);
CREATE POLICY in_sight ON person_hold FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));

CREATE TABLE person_request (
  person integer NOT NULL,
  idempotency_key text COLLATE "C" NOT NULL,
  request_hash bytea NOT NULL,
  state text NOT NULL,
  begun_at timestamp with time zone NOT NULL,
  answer text,
  done_at timestamp with time zone,
  CONSTRAINT person_request_check CHECK (done_at >= begun_at),
  CONSTRAINT person_request_check1 CHECK ((state = 'done'::text) = (answer IS NOT NULL)),
  CONSTRAINT person_request_check2 CHECK ((state = 'done'::text) = (done_at IS NOT NULL)),
  CONSTRAINT person_request_idempotency_key_check CHECK (length(idempotency_key) >= 1 AND length(idempotency_key) <= 255),
  CONSTRAINT person_request_person_fkey FOREIGN KEY (person) REFERENCES person(person),
  CONSTRAINT person_request_pkey PRIMARY KEY (person, idempotency_key),
  CONSTRAINT person_request_request_hash_check CHECK (octet_length(request_hash) = 32),
  CONSTRAINT person_request_state_check CHECK (state = ANY (ARRAY['under-way'::text, 'done'::text, 'failed'::text]))
);
CREATE TRIGGER person_request_is_answered_once BEFORE UPDATE ON person_request FOR EACH ROW EXECUTE FUNCTION person_request_is_answered_once();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON person_request FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON person_request TO seatback_service;
GRANT UPDATE (answer, begun_at, done_at, request_hash, state) ON person_request TO seatback_service;

CREATE TABLE person_session (
  session_hash bytea NOT NULL,
  person integer NOT NULL,
  claimed_roles text[] NOT NULL,
  started_at timestamp with time zone NOT NULL,
  seen_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT person_session_check CHECK (seen_at >= started_at),
  CONSTRAINT person_session_check1 CHECK (expires_at > started_at),
  CONSTRAINT person_session_check2 CHECK (ended_at >= started_at),
  CONSTRAINT person_session_claimed_roles_check CHECK (are_roles(claimed_roles)),
  CONSTRAINT person_session_person_fkey FOREIGN KEY (person) REFERENCES person(person),
  CONSTRAINT person_session_pkey PRIMARY KEY (session_hash),
  CONSTRAINT person_session_session_hash_check CHECK (octet_length(session_hash) = 32)
);
CREATE INDEX person_session_person ON public.person_session USING btree (person) WHERE (ended_at IS NULL);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON person_session FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
CREATE TRIGGER what_ended_stays_ended BEFORE UPDATE ON person_session FOR EACH ROW EXECUTE FUNCTION what_ended_stays_ended();
GRANT INSERT, SELECT ON person_session TO seatback_service;
GRANT UPDATE (ended_at, seen_at) ON person_session TO seatback_service;

CREATE TABLE posting (
  journal integer NOT NULL,
  line smallint NOT NULL,
  account_key integer NOT NULL,
  amount numeric NOT NULL,
  currency text NOT NULL,
  CONSTRAINT posting_account_key_currency_fkey FOREIGN KEY (account_key, currency) REFERENCES account(account_key, currency) NOT ENFORCED,
  CONSTRAINT posting_amount_check CHECK (amount <> 0::numeric AND amount > '-Infinity'::numeric AND amount < 'Infinity'::numeric),
  CONSTRAINT posting_journal_fkey FOREIGN KEY (journal) REFERENCES journal(journal) NOT ENFORCED,
  CONSTRAINT posting_line_check CHECK (line > 0),
  CONSTRAINT posting_pkey PRIMARY KEY (journal, line)
);
CREATE INDEX posting_of_account ON public.posting USING btree (account_key, journal, line);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON posting FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
CREATE TRIGGER postings_are_entered AFTER INSERT ON posting REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION postings_are_entered();
GRANT INSERT, SELECT ON posting TO seatback_service;
CREATE POLICY all_of_it ON posting TO seatback_service USING (true);
CREATE POLICY in_sight ON posting FOR SELECT TO seatback_portal USING ((account_key IN ( SELECT account.account_key
   FROM account)));
GRANT SELECT ON posting TO seatback_portal;

CREATE TABLE prior_purchase (
  customer_key integer NOT NULL,
  product_family text NOT NULL,
  first_purchased_on date,
  source text,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT prior_purchase_check CHECK (recorded_to > recorded_from),
  CONSTRAINT prior_purchase_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key),
  CONSTRAINT prior_purchase_pkey PRIMARY KEY (customer_key, product_family, recorded_from),
  CONSTRAINT prior_purchase_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT prior_purchase_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE INDEX prior_purchase_changes ON public.prior_purchase USING brin (recorded_from, recorded_to) WITH (pages_per_range='32', autosummarize='on');
CREATE UNIQUE INDEX prior_purchase_newest ON public.prior_purchase USING btree (customer_key, product_family) WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON prior_purchase REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON prior_purchase FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON prior_purchase TO seatback_service;
GRANT UPDATE (recorded_to) ON prior_purchase TO seatback_service;

CREATE TABLE product (
  product_key integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  product text NOT NULL,
  product_family text NOT NULL,
  CONSTRAINT product_pkey PRIMARY KEY (product_key),
  CONSTRAINT product_product_product_family_key UNIQUE (product, product_family)
);
GRANT INSERT, SELECT ON product TO seatback_service;
GRANT SELECT ON product TO seatback_portal;

CREATE TABLE product_entry (
  product_entry integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  product text NOT NULL,
  product_family text NOT NULL,
  sku_part_number text,
  sku_id uuid,
  offer_id text,
  valid_from date NOT NULL,
  valid_to date NOT NULL,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT product_entry_check CHECK (valid_to >= valid_from),
  CONSTRAINT product_entry_check1 CHECK (recorded_to > recorded_from),
  CONSTRAINT product_entry_pkey PRIMARY KEY (product_entry),
  CONSTRAINT product_entry_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT product_entry_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON product_entry REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON product_entry FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON product_entry TO seatback_service;
GRANT UPDATE (recorded_to) ON product_entry TO seatback_service;

CREATE TABLE product_sighting (
  named_by text NOT NULL,
  id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  recorded_from integer NOT NULL,
  CONSTRAINT product_sighting_named_by_check CHECK (named_by = ANY (ARRAY['offer'::text, 'sku'::text])),
  CONSTRAINT product_sighting_pkey PRIMARY KEY (named_by, id),
  CONSTRAINT product_sighting_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery)
);
GRANT INSERT, SELECT ON product_sighting TO seatback_service;

CREATE TABLE proof (
  partner_key integer NOT NULL,
  campaign_id text NOT NULL,
  kind text,
  received_on date NOT NULL,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT proof_check CHECK (recorded_to > recorded_from),
  CONSTRAINT proof_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT proof_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT proof_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE INDEX proof_partner ON public.proof USING btree (partner_key, campaign_id);
CREATE UNIQUE INDEX proof_newest ON public.proof USING btree (partner_key, campaign_id, kind, received_on) NULLS NOT DISTINCT WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON proof REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON proof FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON proof TO seatback_service;
GRANT UPDATE (recorded_to) ON proof TO seatback_service;
CREATE POLICY all_of_it ON proof TO seatback_service USING (true);
CREATE POLICY in_sight ON proof FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON proof TO seatback_portal;

CREATE TABLE pull (
  pull integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  due_at timestamp with time zone NOT NULL,
  started_at timestamp with time zone NOT NULL,
  attempts integer NOT NULL DEFAULT 1,
  state text NOT NULL DEFAULT 'running'::text,
  ended_at timestamp with time zone,
  failure text,
  delivery integer,
  interruptions integer NOT NULL DEFAULT 0,
  CONSTRAINT pull_attempts_check CHECK (attempts > 0),
  CONSTRAINT pull_check2 CHECK ((state = 'running'::text) = (ended_at IS NULL)),
  CONSTRAINT pull_check3 CHECK (interruptions < attempts),
  CONSTRAINT pull_delivery_check CHECK ((state = ANY (ARRAY['closed'::text, 'settled'::text])) = (delivery IS NOT NULL)),
  CONSTRAINT pull_delivery_fkey FOREIGN KEY (delivery) REFERENCES delivery(delivery),
  CONSTRAINT pull_delivery_key UNIQUE (delivery),
  CONSTRAINT pull_due_at_key UNIQUE (due_at),
  CONSTRAINT pull_failure_check CHECK (
CASE state
    WHEN 'failed'::text THEN failure IS NOT NULL
    WHEN 'settled'::text THEN true
    ELSE failure IS NULL
END),
  CONSTRAINT pull_interruptions_check CHECK (interruptions >= 0),
  CONSTRAINT pull_pkey PRIMARY KEY (pull),
  CONSTRAINT pull_state_check CHECK (state = ANY (ARRAY['running'::text, 'interrupted'::text, 'failed'::text, 'closed'::text, 'settled'::text]))
);
GRANT INSERT, SELECT ON pull TO seatback_service;
GRANT UPDATE (attempts, delivery, ended_at, failure, interruptions, state) ON pull TO seatback_service;

CREATE TABLE pull_answer (
  pull integer NOT NULL,
  name text NOT NULL,
  observed_at timestamp with time zone NOT NULL,
  payload_hash bytea NOT NULL,
  CONSTRAINT pull_answer_pkey PRIMARY KEY (pull, name)
);
GRANT DELETE, INSERT, SELECT ON pull_answer TO seatback_service;

CREATE TABLE pull_schedule (
  schedule text NOT NULL,
  noted_at timestamp with time zone NOT NULL,
  rhythm text NOT NULL,
  known_from timestamp with time zone NOT NULL,
  CONSTRAINT pull_schedule_pkey PRIMARY KEY (schedule, noted_at)
);
GRANT INSERT, SELECT ON pull_schedule TO seatback_service;

CREATE TABLE quarantine_resolution (
  quarantined_row integer NOT NULL,
  resolved_by_delivery integer NOT NULL,
  actor text NOT NULL,
  reason text NOT NULL,
  CONSTRAINT quarantine_resolution_actor_check CHECK (actor <> ''::text),
  CONSTRAINT quarantine_resolution_pkey PRIMARY KEY (quarantined_row),
  CONSTRAINT quarantine_resolution_quarantined_row_fkey FOREIGN KEY (quarantined_row) REFERENCES quarantined_row(quarantined_row),
  CONSTRAINT quarantine_resolution_reason_check CHECK (reason <> ''::text),
  CONSTRAINT quarantine_resolution_resolved_by_delivery_fkey FOREIGN KEY (resolved_by_delivery) REFERENCES delivery(delivery)
);
GRANT INSERT, SELECT ON quarantine_resolution TO seatback_service;

CREATE TABLE quarantined_row (
  quarantined_row integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  delivery integer NOT NULL,
  file text NOT NULL,
  line integer NOT NULL,
  column_name text,
  code text NOT NULL,
  expected text NOT NULL,
  found text NOT NULL,
  CONSTRAINT quarantined_row_delivery_fkey FOREIGN KEY (delivery) REFERENCES delivery(delivery),
  CONSTRAINT quarantined_row_line_check CHECK (line >= 0),
  CONSTRAINT quarantined_row_pkey PRIMARY KEY (quarantined_row)
);
CREATE INDEX quarantined_row_delivery ON public.quarantined_row USING btree (delivery);
GRANT INSERT, SELECT ON quarantined_row TO seatback_service;

CREATE TABLE question_ending (
  question integer NOT NULL,
  ending text NOT NULL,
  answer text,
  ended_by text NOT NULL,
  ended_at timestamp with time zone NOT NULL,
  CONSTRAINT question_ending_answer_check CHECK (length(btrim(answer)) >= 3 AND length(btrim(answer)) <= 4000),
  CONSTRAINT question_ending_check CHECK ((ending = 'answered'::text) = (answer IS NOT NULL)),
  CONSTRAINT question_ending_ended_by_check CHECK (btrim(ended_by) <> ''::text),
  CONSTRAINT question_ending_ending_check CHECK (ending = ANY (ARRAY['answered'::text, 'withdrawn'::text])),
  CONSTRAINT question_ending_pkey PRIMARY KEY (question),
  CONSTRAINT question_ending_question_fkey FOREIGN KEY (question) REFERENCES partner_question(question)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON question_ending FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
CREATE TRIGGER question_ends_after_it_was_asked BEFORE INSERT ON question_ending FOR EACH ROW EXECUTE FUNCTION question_ends_after_it_was_asked();
GRANT INSERT, SELECT ON question_ending TO seatback_service;
CREATE POLICY all_of_it ON question_ending TO seatback_service USING (true);
CREATE POLICY in_sight ON question_ending FOR SELECT TO seatback_portal USING ((question IN ( SELECT partner_question.question
   FROM partner_question)));
CREATE POLICY withdrawn_in_sight ON question_ending FOR INSERT TO seatback_portal USING ();
GRANT INSERT, SELECT ON question_ending TO seatback_portal;

CREATE TABLE reading_coverage (
  resource text NOT NULL,
  customer_from integer NOT NULL,
  customer_to integer NOT NULL,
  observed_from timestamp with time zone NOT NULL,
  observed_to timestamp with time zone NOT NULL,
  recorded_from integer NOT NULL,
  customer_offsets_us integer[],
  recorded_to integer,
  CONSTRAINT reading_coverage_check CHECK (customer_to >= customer_from),
  CONSTRAINT reading_coverage_check1 CHECK (observed_to >= observed_from),
  CONSTRAINT reading_coverage_check2 CHECK ((observed_to = observed_from) = (customer_offsets_us IS NULL)),
  CONSTRAINT reading_coverage_check3 CHECK (cardinality(customer_offsets_us) = (customer_to - customer_from + 1)),
  CONSTRAINT reading_coverage_check4 CHECK (observed_to = observed_from OR observed_to < (date_bin('00:15:00'::interval, observed_from, '2000-01-01 00:00:00+00'::timestamp with time zone) + '00:15:00'::interval)),
  CONSTRAINT reading_coverage_check5 CHECK (recorded_to > recorded_from),
  CONSTRAINT reading_coverage_pkey PRIMARY KEY (resource, observed_from, customer_from, recorded_from),
  CONSTRAINT reading_coverage_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT reading_coverage_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery),
  CONSTRAINT reading_coverage_resource_check CHECK (resource = ANY (ARRAY['seats'::text, 'subscriptions'::text]))
);
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON reading_coverage FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON reading_coverage TO seatback_service;
GRANT UPDATE (recorded_to) ON reading_coverage TO seatback_service;
GRANT SELECT ON reading_coverage TO seatback_portal;

CREATE TABLE record_coverage (
  resource text NOT NULL,
  known_from date NOT NULL,
  known_to date NOT NULL,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT record_coverage_check CHECK (known_to >= known_from),
  CONSTRAINT record_coverage_check1 CHECK (recorded_to > recorded_from),
  CONSTRAINT record_coverage_pkey PRIMARY KEY (resource, known_from, known_to, recorded_from),
  CONSTRAINT record_coverage_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT record_coverage_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery),
  CONSTRAINT record_coverage_resource_check CHECK (resource = ANY (ARRAY['seats'::text, 'subscriptions'::text, 'billing'::text]))
);
CREATE UNIQUE INDEX record_coverage_newest ON public.record_coverage USING btree (resource, known_from, known_to) WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON record_coverage REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON record_coverage FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON record_coverage TO seatback_service;
GRANT UPDATE (recorded_to) ON record_coverage TO seatback_service;
GRANT SELECT ON record_coverage TO seatback_portal;

CREATE TABLE refresh_token (
  refresh_token integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  tenant_id text NOT NULL,
  client_id text NOT NULL,
  origin text NOT NULL,
  token_sealed bytea NOT NULL,
  sealed_with text NOT NULL,
  issued_at timestamp with time zone NOT NULL,
  CONSTRAINT refresh_token_client_id_check CHECK (client_id <> ''::text),
  CONSTRAINT refresh_token_origin_check CHECK (origin = ANY (ARRAY['stored'::text, 'rotated'::text])),
  CONSTRAINT refresh_token_pkey PRIMARY KEY (refresh_token),
  CONSTRAINT refresh_token_tenant_id_check CHECK (tenant_id <> ''::text)
);
CREATE INDEX refresh_token_newest ON public.refresh_token USING btree (tenant_id, client_id, refresh_token);
CREATE TRIGGER only_resealed BEFORE UPDATE ON refresh_token FOR EACH ROW EXECUTE FUNCTION only_resealed('token_sealed', 'sealed_with');
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON refresh_token FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON refresh_token TO seatback_service;
GRANT UPDATE (sealed_with, token_sealed) ON refresh_token TO seatback_service;

CREATE TABLE refresh_token_use (
  refresh_token integer NOT NULL,
  used_at timestamp with time zone NOT NULL,
  CONSTRAINT refresh_token_use_pkey PRIMARY KEY (refresh_token, used_at),
  CONSTRAINT refresh_token_use_refresh_token_fkey FOREIGN KEY (refresh_token) REFERENCES refresh_token(refresh_token)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON refresh_token_use FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON refresh_token_use TO seatback_service;

CREATE TABLE refusal (
  customer_key integer NOT NULL,
  resource text NOT NULL,
  observed_at timestamp with time zone NOT NULL,
  cause text NOT NULL,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT refusal_cause_check CHECK (cause = ANY (ARRAY['no-access'::text, 'unreadable'::text, 'failed'::text])),
  CONSTRAINT refusal_check CHECK (recorded_to > recorded_from),
  CONSTRAINT refusal_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key),
  CONSTRAINT refusal_pkey PRIMARY KEY (customer_key, resource, observed_at, cause, recorded_from),
  CONSTRAINT refusal_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT refusal_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery),
  CONSTRAINT refusal_resource_check CHECK (resource = ANY (ARRAY['seats'::text, 'subscriptions'::text]))
);
CREATE INDEX refusal_observed ON public.refusal USING brin (observed_at) WITH (pages_per_range='32', autosummarize='on');
CREATE UNIQUE INDEX refusal_newest ON public.refusal USING btree (customer_key, resource, observed_at, cause) WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON refusal REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON refusal FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON refusal TO seatback_service;
GRANT UPDATE (recorded_to) ON refusal TO seatback_service;
CREATE POLICY all_of_it ON refusal TO seatback_service USING (true);
CREATE POLICY in_sight ON refusal FOR SELECT TO seatback_portal USING (((customer_key IN ( SELECT determination.customer_key
   FROM determination
  WHERE (determination.run_to IS NULL))) OR (customer_key IN ( SELECT determination.customer_key
   FROM determination
  WHERE (determination.run_to IS NOT NULL)))));
GRANT SELECT ON refusal TO seatback_portal;

CREATE TABLE registration (
  partner_key integer NOT NULL,
  campaign_id text NOT NULL,
  registered_at timestamp with time zone NOT NULL,
  contact_email text NOT NULL,
  company_name text NOT NULL,
  terms_version text,
  terms_accepted_at timestamp with time zone,
  agreement_number text,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT registration_check CHECK (recorded_to > recorded_from),
  CONSTRAINT registration_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT registration_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT registration_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE UNIQUE INDEX registration_newest ON public.registration USING btree (partner_key, campaign_id, registered_at, contact_email, company_name, terms_version, terms_accepted_at, agreement_number) NULLS NOT DISTINCT WHERE (recorded_to IS NULL);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON registration REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON registration FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON registration TO seatback_service;
GRANT UPDATE (recorded_to) ON registration TO seatback_service;
CREATE POLICY all_of_it ON registration TO seatback_service USING (true);
CREATE POLICY in_sight ON registration FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON registration TO seatback_portal;

CREATE TABLE reported_fact (
  answer integer NOT NULL,
  fact integer NOT NULL,
  level text NOT NULL,
  file_line integer NOT NULL,
  status text,
  message_id text,
  payment_information_id text,
  instruction_id text,
  end_to_end_id text,
  uetr text,
  servicer_reference text,
  amount numeric,
  currency text,
  payments_named integer NOT NULL,
  reasons jsonb NOT NULL,
  charges jsonb NOT NULL,
  entry integer,
  is_entry boolean,
  direction text,
  is_reversal boolean,
  is_return boolean,
  booking_date date,
  value_date date,
  transaction_code text,
  says text NOT NULL,
  exchanged_amount numeric,
  exchanged_currency text,
  CONSTRAINT reported_fact_amount_check CHECK (amount >= 0::numeric AND amount < 'Infinity'::numeric),
  CONSTRAINT reported_fact_answer_fkey FOREIGN KEY (answer) REFERENCES bank_answer(answer),
  CONSTRAINT reported_fact_check CHECK (num_nulls(amount, currency) = ANY (ARRAY[0, 2])),
  CONSTRAINT reported_fact_check1 CHECK (num_nulls(entry, is_entry, is_reversal, is_return) = ANY (ARRAY[0, 4])),
  CONSTRAINT reported_fact_check2 CHECK (exchanged_currency <> currency),
  CONSTRAINT reported_fact_check3 CHECK (num_nulls(exchanged_amount, exchanged_currency) = ANY (ARRAY[0, 2])),
  CONSTRAINT reported_fact_direction_check CHECK (direction = ANY (ARRAY['credit'::text, 'debit'::text])),
  CONSTRAINT reported_fact_exchanged_amount_check CHECK (exchanged_amount >= 0::numeric AND exchanged_amount < 'Infinity'::numeric),
  CONSTRAINT reported_fact_fact_check CHECK (fact > 0),
  CONSTRAINT reported_fact_level_check CHECK (level = ANY (ARRAY['file'::text, 'block'::text, 'payment'::text])),
  CONSTRAINT reported_fact_payments_named_check CHECK (payments_named >= 0),
  CONSTRAINT reported_fact_pkey PRIMARY KEY (answer, fact),
  CONSTRAINT reported_fact_says_check CHECK (says = ANY (ARRAY['received'::text, 'in-process'::text, 'debited'::text, 'blocked'::text, 'credited'::text, 'rejected'::text, 'cancelled'::text, 'returned'::text, 'nothing'::text]))
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON reported_fact FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON reported_fact TO seatback_service;

CREATE TABLE restatement (
  run integer NOT NULL,
  restates integer NOT NULL,
  campaign_id text COLLATE "C" NOT NULL,
  restated_at timestamp with time zone NOT NULL,
  differences_hash text,
  CONSTRAINT restatement_check CHECK (restates <> run),
  CONSTRAINT restatement_differences_hash_check CHECK (differences_hash ~ '^[0-9a-f]{64}$'::text),
  CONSTRAINT restatement_is_sealed CHECK (differences_hash IS NOT NULL) NOT VALID,
  CONSTRAINT restatement_pkey PRIMARY KEY (run, restates),
  CONSTRAINT restatement_restates_fkey FOREIGN KEY (restates) REFERENCES calculation_run(run),
  CONSTRAINT restatement_run_fkey FOREIGN KEY (run) REFERENCES calculation_run(run)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON restatement FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON restatement TO seatback_service;

CREATE TABLE restatement_difference (
  run integer NOT NULL,
  restates integer NOT NULL,
  line integer NOT NULL,
  partner_key integer NOT NULL,
  customer_key integer NOT NULL,
  causes text[] NOT NULL,
  delivery integer,
  version integer,
  amount numeric NOT NULL,
  currency text NOT NULL,
  CONSTRAINT restatement_difference_amount_check CHECK (amount <> 0::numeric AND amount > '-Infinity'::numeric AND amount < 'Infinity'::numeric),
  CONSTRAINT restatement_difference_causes_check CHECK (cardinality(causes) > 0 AND causes <@ ARRAY['late invoice'::text, 'corrected invoice'::text, 'register'::text, 'standing'::text, 'seat reading'::text, 'subscription'::text, 'proof'::text, 'claim'::text, 'product mapping'::text, 'coverage'::text, 'decision'::text, 'deadline passed'::text, 'terms version'::text, 'engine version'::text]),
  CONSTRAINT restatement_difference_check CHECK (num_nonnulls(delivery, version) <= 1),
  CONSTRAINT restatement_difference_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key),
  CONSTRAINT restatement_difference_delivery_fkey FOREIGN KEY (delivery) REFERENCES delivery(delivery),
  CONSTRAINT restatement_difference_line_check CHECK (line > 0),
  CONSTRAINT restatement_difference_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT restatement_difference_pkey PRIMARY KEY (run, restates, line),
  CONSTRAINT restatement_difference_run_restates_fkey FOREIGN KEY (run, restates) REFERENCES restatement(run, restates)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON restatement_difference FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON restatement_difference TO seatback_service;

CREATE TABLE role_grant (
  role_grant integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  person integer NOT NULL,
  role text COLLATE "C" NOT NULL,
  is_granted boolean NOT NULL,
  decided_by text NOT NULL,
  reason text NOT NULL,
  recorded_at timestamp with time zone NOT NULL,
  CONSTRAINT role_grant_decided_by_check CHECK (btrim(decided_by) <> ''::text),
  CONSTRAINT role_grant_person_fkey FOREIGN KEY (person) REFERENCES person(person),
  CONSTRAINT role_grant_pkey PRIMARY KEY (role_grant),
  CONSTRAINT role_grant_reason_check CHECK (btrim(reason) <> ''::text),
  CONSTRAINT role_grant_role_check CHECK (are_roles(ARRAY[role]))
);
CREATE INDEX role_grant_person ON public.role_grant USING btree (person, role, role_grant);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON role_grant FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
CREATE TRIGGER right_changes_hands BEFORE INSERT ON role_grant FOR EACH ROW EXECUTE FUNCTION right_changes_hands();
GRANT INSERT, SELECT ON role_grant TO seatback_service;

CREATE TABLE scheduled_pull (
  schedule text NOT NULL,
  due_at timestamp with time zone NOT NULL,
  outcome text NOT NULL,
  noted_at timestamp with time zone NOT NULL,
  reason text NOT NULL,
  CONSTRAINT scheduled_pull_outcome_check CHECK (outcome = ANY (ARRAY['enqueued'::text, 'missed'::text, 'unneeded'::text, 'superseded'::text, 'failed'::text, 'done'::text])),
  CONSTRAINT scheduled_pull_pkey PRIMARY KEY (schedule, due_at, outcome)
);
CREATE INDEX scheduled_pull_due ON public.scheduled_pull USING btree (due_at);
CREATE UNIQUE INDEX scheduled_pull_one_decision ON public.scheduled_pull USING btree (schedule, due_at) WHERE (outcome = ANY (ARRAY['enqueued'::text, 'missed'::text, 'unneeded'::text]));
GRANT INSERT, SELECT ON scheduled_pull TO seatback_service;

CREATE TABLE schema_migration (
  id integer NOT NULL DEFAULT nextval('schema_migration_id_seq'::regclass),
  timestamp bigint NOT NULL,
  name character varying NOT NULL,
  CONSTRAINT "PK_0edff5015b71cc0389ae0f4b9a1" PRIMARY KEY (id)
);
GRANT SELECT ON schema_migration TO seatback_service;

CREATE TABLE seat_history (
  customer_key integer NOT NULL,
  observed_sku_key integer NOT NULL,
  seats_assigned integer NOT NULL,
  seats_purchased integer,
  observed_from timestamp with time zone NOT NULL,
  observed_to timestamp with time zone,
  recorded_from integer NOT NULL,
  recorded_to integer,
  read_from integer,
  CONSTRAINT seat_history_check CHECK (observed_to > observed_from),
  CONSTRAINT seat_history_check1 CHECK (recorded_to > recorded_from),
  CONSTRAINT seat_history_check2 CHECK (read_from < recorded_from),
  CONSTRAINT seat_history_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key),
  CONSTRAINT seat_history_observed_sku_key_fkey FOREIGN KEY (observed_sku_key) REFERENCES observed_sku(observed_sku_key),
  CONSTRAINT seat_history_pkey PRIMARY KEY (customer_key, observed_sku_key, observed_from, recorded_from),
  CONSTRAINT seat_history_read_from_fkey FOREIGN KEY (read_from) REFERENCES delivery(delivery),
  CONSTRAINT seat_history_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT seat_history_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery),
  CONSTRAINT seat_history_seats_assigned_check CHECK (seats_assigned >= 0)
);
CREATE INDEX seat_history_changes ON public.seat_history USING brin (recorded_from, recorded_to, observed_from) WITH (pages_per_range='32', autosummarize='on');
CREATE INDEX seat_history_ended ON public.seat_history USING btree (observed_to) WHERE (observed_to IS NOT NULL);
CREATE UNIQUE INDEX seat_history_open ON public.seat_history USING btree (customer_key, observed_sku_key) INCLUDE (seats_assigned, observed_from) WHERE ((observed_to IS NULL) AND (recorded_to IS NULL));
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON seat_history FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON seat_history TO seatback_service;
GRANT UPDATE (observed_to, recorded_to) ON seat_history TO seatback_service;
CREATE POLICY all_of_it ON seat_history TO seatback_service USING (true);
CREATE POLICY in_sight ON seat_history FOR SELECT TO seatback_portal USING (((customer_key IN ( SELECT determination.customer_key
   FROM determination
  WHERE (determination.run_to IS NULL))) OR (customer_key IN ( SELECT determination.customer_key
   FROM determination
  WHERE (determination.run_to IS NOT NULL)))));
GRANT SELECT ON seat_history TO seatback_portal;

CREATE TABLE seat_witness (
  customer_key integer NOT NULL,
  source text NOT NULL,
  product_id text COLLATE "C" NOT NULL,
  product_name text,
  month date NOT NULL,
  seats_assigned integer NOT NULL,
  seats_available integer,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT seat_witness_check CHECK (recorded_to > recorded_from),
  CONSTRAINT seat_witness_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key),
  CONSTRAINT seat_witness_month_check CHECK (EXTRACT(day FROM month) = 1::numeric),
  CONSTRAINT seat_witness_pkey PRIMARY KEY (customer_key, source, product_id, month, recorded_from),
  CONSTRAINT seat_witness_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT seat_witness_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery),
  CONSTRAINT seat_witness_seats_assigned_check CHECK (seats_assigned >= 0),
  CONSTRAINT seat_witness_source_check CHECK (source = ANY (ARRAY['dynamics-usage'::text, 'licence-deployment'::text]))
);
CREATE INDEX seat_witness_month ON public.seat_witness USING btree (month) WHERE (recorded_to IS NULL);
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON seat_witness FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON seat_witness TO seatback_service;
GRANT UPDATE (recorded_to) ON seat_witness TO seatback_service;

CREATE TABLE sku (
  sku_key integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  sku text COLLATE "C" NOT NULL,
  CONSTRAINT sku_pkey PRIMARY KEY (sku_key),
  CONSTRAINT sku_sku_key UNIQUE (sku)
);
GRANT INSERT, SELECT ON sku TO seatback_service;
GRANT SELECT ON sku TO seatback_portal;

CREATE TABLE sku_mapping (
  named_by text NOT NULL,
  name text COLLATE "C" NOT NULL,
  sku_key integer NOT NULL,
  product_key integer NOT NULL,
  valid_from date NOT NULL,
  valid_to date NOT NULL,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT sku_mapping_check CHECK (valid_to >= valid_from),
  CONSTRAINT sku_mapping_check1 CHECK (recorded_to > recorded_from),
  CONSTRAINT sku_mapping_named_by_check CHECK (named_by = ANY (ARRAY['id'::text, 'part'::text])),
  CONSTRAINT sku_mapping_pkey PRIMARY KEY (named_by, name, valid_from, recorded_from),
  CONSTRAINT sku_mapping_product_key_fkey FOREIGN KEY (product_key) REFERENCES product(product_key),
  CONSTRAINT sku_mapping_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT sku_mapping_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery),
  CONSTRAINT sku_mapping_sku_key_fkey FOREIGN KEY (sku_key) REFERENCES sku(sku_key)
);
CREATE TRIGGER begins_with_the_closing_delivery AFTER INSERT ON sku_mapping REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION begins_with_the_closing_delivery();
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON sku_mapping FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON sku_mapping TO seatback_service;
GRANT UPDATE (recorded_to) ON sku_mapping TO seatback_service;
GRANT SELECT ON sku_mapping TO seatback_portal;

CREATE TABLE snapshot_alarm (
  campaign_id text NOT NULL,
  checked_at timestamp with time zone NOT NULL,
  snapshot_at timestamp with time zone NOT NULL,
  delivery integer NOT NULL,
  customers_missing integer NOT NULL,
  reasons jsonb NOT NULL,
  CONSTRAINT snapshot_alarm_customers_missing_check CHECK (customers_missing > 0),
  CONSTRAINT snapshot_alarm_delivery_check CHECK (delivery >= 0),
  CONSTRAINT snapshot_alarm_pkey PRIMARY KEY (campaign_id, checked_at)
);
GRANT INSERT, SELECT ON snapshot_alarm TO seatback_service;

CREATE TABLE subscription_history (
  subscription_history integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  customer_key integer NOT NULL,
  subscription_id text COLLATE "C" NOT NULL,
  partner_key integer,
  offer_key integer NOT NULL,
  seats_purchased integer,
  status text,
  is_trial boolean NOT NULL,
  effective_start_on date,
  effective_start_at timestamp with time zone,
  commitment_end_on date,
  commitment_end_at timestamp with time zone,
  observed_from timestamp with time zone NOT NULL,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT subscription_history_check CHECK (num_nonnulls(effective_start_on, effective_start_at) = 1),
  CONSTRAINT subscription_history_check1 CHECK (num_nonnulls(commitment_end_on, commitment_end_at) <= 1),
  CONSTRAINT subscription_history_check2 CHECK (recorded_to > recorded_from),
  CONSTRAINT subscription_history_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key),
  CONSTRAINT subscription_history_offer_key_fkey FOREIGN KEY (offer_key) REFERENCES offer(offer_key),
  CONSTRAINT subscription_history_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT subscription_history_pkey PRIMARY KEY (subscription_history),
  CONSTRAINT subscription_history_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT subscription_history_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE INDEX subscription_history_changes ON public.subscription_history USING brin (recorded_from, recorded_to, effective_start_on, effective_start_at) WITH (pages_per_range='32', autosummarize='on');
CREATE INDEX subscription_history_id ON public.subscription_history USING btree (lower(subscription_id));
CREATE INDEX subscription_history_subscription ON public.subscription_history USING btree (customer_key, subscription_id, observed_from);
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON subscription_history FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON subscription_history TO seatback_service;
GRANT UPDATE (recorded_to) ON subscription_history TO seatback_service;
CREATE POLICY all_of_it ON subscription_history TO seatback_service USING (true);
CREATE POLICY in_sight ON subscription_history FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON subscription_history TO seatback_portal;

CREATE TABLE term_confirmation (
  campaign_id text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  term text NOT NULL,
  assumption_hash text NOT NULL,
  confirmed_by text NOT NULL,
  confirmed_at timestamp with time zone NOT NULL,
  reason text NOT NULL,
  CONSTRAINT term_confirmation_assumption_hash_check CHECK (assumption_hash ~ '^[0-9a-f]{64}$'::text),
  CONSTRAINT term_confirmation_campaign_id_version_fkey FOREIGN KEY (campaign_id, version) REFERENCES campaign_version(campaign_id, version),
  CONSTRAINT term_confirmation_confirmed_by_check CHECK (btrim(confirmed_by) <> ''::text),
  CONSTRAINT term_confirmation_pkey PRIMARY KEY (campaign_id, term, assumption_hash),
  CONSTRAINT term_confirmation_reason_check CHECK (btrim(reason) <> ''::text)
);
GRANT INSERT, SELECT ON term_confirmation TO seatback_service;
GRANT SELECT ON term_confirmation TO seatback_portal;

CREATE TABLE threshold_outcome (
  run integer NOT NULL,
  partner_key integer NOT NULL,
  outcome text NOT NULL,
  amount numeric NOT NULL,
  currency text NOT NULL,
  reason text,
  journal integer,
  settled numeric NOT NULL DEFAULT 0,
  revision integer NOT NULL DEFAULT 1,
  carried_along numeric NOT NULL DEFAULT 0,
  reached_with integer,
  adjusted numeric NOT NULL DEFAULT 0,
  adjusted_along numeric NOT NULL DEFAULT 0,
  adjusted_to integer,
  earned numeric NOT NULL DEFAULT ((amount + settled) - adjusted),
  CONSTRAINT threshold_outcome_adjusted_along_check CHECK (adjusted_along > '-Infinity'::numeric AND adjusted_along < 'Infinity'::numeric),
  CONSTRAINT threshold_outcome_adjusted_check CHECK (adjusted > '-Infinity'::numeric AND adjusted < 'Infinity'::numeric),
  CONSTRAINT threshold_outcome_adjusted_to_fkey FOREIGN KEY (adjusted_to) REFERENCES journal(journal),
  CONSTRAINT threshold_outcome_amount_check CHECK (amount < 'Infinity'::numeric AND
CASE outcome
    WHEN 'settled'::text THEN amount = 0::numeric
    ELSE amount > 0::numeric
END),
  CONSTRAINT threshold_outcome_carried_along_check CHECK (carried_along >= 0::numeric AND carried_along < 'Infinity'::numeric),
  CONSTRAINT threshold_outcome_check CHECK (reached_with <> run),
  CONSTRAINT threshold_outcome_check1 CHECK (adjusted = 0::numeric OR adjusted_to IS NOT NULL),
  CONSTRAINT threshold_outcome_journal_check CHECK (journal IS NOT NULL OR outcome = 'settled'::text),
  CONSTRAINT threshold_outcome_journal_fkey FOREIGN KEY (journal) REFERENCES journal(journal),
  CONSTRAINT threshold_outcome_outcome_check CHECK (outcome = ANY (ARRAY['payable'::text, 'held'::text, 'forfeited'::text, 'carried'::text, 'converted'::text, 'settled'::text])),
  CONSTRAINT threshold_outcome_payable_key UNIQUE (run, partner_key, revision, amount, currency, outcome),
  CONSTRAINT threshold_outcome_pkey PRIMARY KEY (run, partner_key, revision),
  CONSTRAINT threshold_outcome_reached_check CHECK (reached_with IS NULL OR (outcome = ANY (ARRAY['payable'::text, 'settled'::text])) OR outcome = 'forfeited'::text AND reason = 'cancelled'::text),
  CONSTRAINT threshold_outcome_reached_with_fkey FOREIGN KEY (reached_with) REFERENCES calculation_run(run),
  CONSTRAINT threshold_outcome_revision_check CHECK (revision > 0),
  CONSTRAINT threshold_outcome_run_partner_key_earned_currency_fkey FOREIGN KEY (run, partner_key, earned, currency) REFERENCES accrual(run, partner_key, earned, currency),
  CONSTRAINT threshold_outcome_settled_check CHECK (settled >= LEAST(adjusted, 0::numeric) AND settled < 'Infinity'::numeric)
);
CREATE INDEX threshold_outcome_journal ON public.threshold_outcome USING btree (journal) WHERE (journal IS NOT NULL);
CREATE TRIGGER lifted_outcomes_were_carried AFTER INSERT ON threshold_outcome REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION lifted_outcomes_were_carried();
CREATE TRIGGER outcomes_are_entered AFTER INSERT ON threshold_outcome REFERENCING NEW TABLE AS entered FOR EACH STATEMENT EXECUTE FUNCTION outcomes_are_entered();
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON threshold_outcome FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON threshold_outcome TO seatback_service;
CREATE POLICY all_of_it ON threshold_outcome TO seatback_service USING (true);
CREATE POLICY in_sight ON threshold_outcome FOR SELECT TO seatback_portal USING ((partner_key = ANY (partners_in_sight())));
GRANT SELECT ON threshold_outcome TO seatback_portal;

CREATE TABLE unbilled_charge (
  month date NOT NULL,
  currency text NOT NULL,
  customer_key integer NOT NULL,
  offer_key integer NOT NULL,
  partner_key integer,
  subscription_id text,
  charge_start date NOT NULL,
  charge_end date NOT NULL,
  is_trial_or_add_on boolean NOT NULL,
  quantity numeric NOT NULL,
  subtotal numeric NOT NULL,
  recorded_from integer NOT NULL,
  recorded_to integer,
  CONSTRAINT unbilled_charge_check CHECK (charge_end >= charge_start),
  CONSTRAINT unbilled_charge_check1 CHECK (recorded_to > recorded_from),
  CONSTRAINT unbilled_charge_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text),
  CONSTRAINT unbilled_charge_customer_key_fkey FOREIGN KEY (customer_key) REFERENCES customer(customer_key),
  CONSTRAINT unbilled_charge_month_check CHECK (EXTRACT(day FROM month) = 1::numeric),
  CONSTRAINT unbilled_charge_offer_key_fkey FOREIGN KEY (offer_key) REFERENCES offer(offer_key),
  CONSTRAINT unbilled_charge_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT unbilled_charge_recorded_from_fkey FOREIGN KEY (recorded_from) REFERENCES delivery(delivery),
  CONSTRAINT unbilled_charge_recorded_to_fkey FOREIGN KEY (recorded_to) REFERENCES delivery(delivery)
);
CREATE INDEX unbilled_charge_customer ON public.unbilled_charge USING btree (customer_key);
CREATE UNIQUE INDEX unbilled_charge_newest ON public.unbilled_charge USING btree (month, currency, customer_key, offer_key, partner_key, subscription_id, charge_start, charge_end, is_trial_or_add_on) NULLS NOT DISTINCT WHERE (recorded_to IS NULL);
CREATE TRIGGER ends_with_the_closing_delivery BEFORE UPDATE OF recorded_to ON unbilled_charge FOR EACH ROW WHEN (new.recorded_to IS DISTINCT FROM old.recorded_to) EXECUTE FUNCTION ends_with_the_closing_delivery();
GRANT INSERT, SELECT ON unbilled_charge TO seatback_service;
GRANT UPDATE (recorded_to) ON unbilled_charge TO seatback_service;

CREATE TABLE vendor (
  vendor text COLLATE "C" NOT NULL,
  name text NOT NULL,
  registered_by text NOT NULL,
  registered_at timestamp with time zone NOT NULL,
  approved_by text,
  approved_at timestamp with time zone,
  disabled_by text,
  disabled_at timestamp with time zone,
  disabled_because text,
  CONSTRAINT vendor_approved_by_check CHECK (btrim(approved_by) <> ''::text),
  CONSTRAINT vendor_check CHECK (approved_at >= registered_at),
  CONSTRAINT vendor_check1 CHECK (disabled_at >= registered_at),
  CONSTRAINT vendor_check2 CHECK (NOT is_same_actor(approved_by, registered_by)),
  CONSTRAINT vendor_check3 CHECK (num_nulls(approved_by, approved_at) = ANY (ARRAY[0, 2])),
  CONSTRAINT vendor_check4 CHECK (num_nulls(disabled_by, disabled_at, disabled_because) = ANY (ARRAY[0, 3])),
  CONSTRAINT vendor_disabled_because_check CHECK (btrim(disabled_because) <> ''::text),
  CONSTRAINT vendor_disabled_by_check CHECK (btrim(disabled_by) <> ''::text),
  CONSTRAINT vendor_name_check CHECK (btrim(name) <> ''::text),
  CONSTRAINT vendor_pkey PRIMARY KEY (vendor),
  CONSTRAINT vendor_registered_by_check CHECK (btrim(registered_by) <> ''::text),
  CONSTRAINT vendor_vendor_check CHECK (vendor ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text AND length(vendor) <= 40)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON vendor FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
CREATE TRIGGER vendor_goes_forward BEFORE INSERT OR UPDATE ON vendor FOR EACH ROW EXECUTE FUNCTION vendor_goes_forward();
GRANT INSERT, SELECT ON vendor TO seatback_service;
GRANT UPDATE (approved_at, approved_by, disabled_at, disabled_because, disabled_by) ON vendor TO seatback_service;
GRANT SELECT ON vendor TO seatback_portal;

CREATE TABLE vendor_batch_answer (
  batch integer NOT NULL,
  vendor text COLLATE "C" NOT NULL,
  answered_as text NOT NULL,
  file_hash text,
  payment_count integer,
  reasons jsonb,
  answered_at timestamp with time zone NOT NULL,
  CONSTRAINT vendor_batch_answer_answered_as_check CHECK (answered_as = ANY (ARRAY['acknowledged'::text, 'refused'::text])),
  CONSTRAINT vendor_batch_answer_batch_vendor_fkey FOREIGN KEY (batch, vendor) REFERENCES payout_batch(batch, vendor),
  CONSTRAINT vendor_batch_answer_check CHECK (num_nulls(file_hash, payment_count) =
CASE answered_as
    WHEN 'refused'::text THEN 2
    ELSE 0
END),
  CONSTRAINT vendor_batch_answer_check1 CHECK ((reasons IS NULL) = (answered_as <> 'refused'::text)),
  CONSTRAINT vendor_batch_answer_pkey PRIMARY KEY (batch)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON vendor_batch_answer FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
CREATE TRIGGER vendor_answers_what_left BEFORE INSERT ON vendor_batch_answer FOR EACH ROW EXECUTE FUNCTION vendor_answers_what_left();
GRANT INSERT, SELECT ON vendor_batch_answer TO seatback_service;

CREATE TABLE vendor_client (
  client_id text COLLATE "C" NOT NULL,
  vendor text COLLATE "C" NOT NULL,
  is_sandbox boolean NOT NULL,
  issued_by text NOT NULL,
  issued_at timestamp with time zone NOT NULL,
  CONSTRAINT vendor_client_check CHECK (is_sandbox = starts_with(client_id, 'sb_test_'::text)),
  CONSTRAINT vendor_client_client_id_check CHECK (client_id ~ '^sb_(live|test)_[0-9a-f]{32}$'::text),
  CONSTRAINT vendor_client_issued_by_check CHECK (btrim(issued_by) <> ''::text),
  CONSTRAINT vendor_client_pkey PRIMARY KEY (client_id),
  CONSTRAINT vendor_client_vendor_fkey FOREIGN KEY (vendor) REFERENCES vendor(vendor),
  CONSTRAINT vendor_client_vendor_is_sandbox_key UNIQUE (vendor, is_sandbox)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON vendor_client FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON vendor_client TO seatback_service;

CREATE TABLE vendor_failed_sign_in (
  failed_sign_in bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  client_id text COLLATE "C" NOT NULL,
  failed_at timestamp with time zone NOT NULL,
  CONSTRAINT vendor_failed_sign_in_client_id_fkey FOREIGN KEY (client_id) REFERENCES vendor_client(client_id),
  CONSTRAINT vendor_failed_sign_in_pkey PRIMARY KEY (failed_sign_in)
);
CREATE INDEX vendor_failed_sign_in_client ON public.vendor_failed_sign_in USING btree (client_id, failed_at);
GRANT INSERT, SELECT ON vendor_failed_sign_in TO seatback_service;

CREATE TABLE vendor_request (
  client_id text COLLATE "C" NOT NULL,
  idempotency_key text COLLATE "C" NOT NULL,
  request_hash bytea NOT NULL,
  state text NOT NULL,
  begun_at timestamp with time zone NOT NULL,
  answer text,
  done_at timestamp with time zone,
  CONSTRAINT vendor_request_check CHECK (done_at >= begun_at),
  CONSTRAINT vendor_request_check1 CHECK ((state = 'done'::text) = (answer IS NOT NULL)),
  CONSTRAINT vendor_request_check2 CHECK ((state = 'done'::text) = (done_at IS NOT NULL)),
  CONSTRAINT vendor_request_client_id_fkey FOREIGN KEY (client_id) REFERENCES vendor_client(client_id),
  CONSTRAINT vendor_request_idempotency_key_check CHECK (length(idempotency_key) >= 1 AND length(idempotency_key) <= 255),
  CONSTRAINT vendor_request_pkey PRIMARY KEY (client_id, idempotency_key),
  CONSTRAINT vendor_request_request_hash_check CHECK (octet_length(request_hash) = 32),
  CONSTRAINT vendor_request_state_check CHECK (state = ANY (ARRAY['under-way'::text, 'done'::text, 'failed'::text]))
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON vendor_request FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
CREATE TRIGGER request_is_answered_once BEFORE UPDATE ON vendor_request FOR EACH ROW EXECUTE FUNCTION request_is_answered_once();
GRANT INSERT, SELECT ON vendor_request TO seatback_service;
GRANT UPDATE (answer, begun_at, done_at, request_hash, state) ON vendor_request TO seatback_service;

CREATE TABLE vendor_sample_batch (
  sample integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  vendor text COLLATE "C" NOT NULL,
  batch_id text COLLATE "C" NOT NULL,
  execution_date date NOT NULL,
  file text NOT NULL,
  file_hash text NOT NULL,
  made_by text NOT NULL,
  made_at timestamp with time zone NOT NULL,
  answered_as text,
  answered_at timestamp with time zone,
  CONSTRAINT vendor_sample_batch_answered_as_check CHECK (answered_as = ANY (ARRAY['acknowledged'::text, 'refused'::text])),
  CONSTRAINT vendor_sample_batch_batch_id_check CHECK (starts_with(batch_id, 'SAMPLE-'::text)),
  CONSTRAINT vendor_sample_batch_batch_id_key UNIQUE (batch_id),
  CONSTRAINT vendor_sample_batch_check CHECK (num_nulls(answered_as, answered_at) = ANY (ARRAY[0, 2])),
  CONSTRAINT vendor_sample_batch_file_hash_check CHECK (file_hash ~ '^[0-9a-f]{64}$'::text),
  CONSTRAINT vendor_sample_batch_made_by_check CHECK (btrim(made_by) <> ''::text),
  CONSTRAINT vendor_sample_batch_pkey PRIMARY KEY (sample),
  CONSTRAINT vendor_sample_batch_vendor_fkey FOREIGN KEY (vendor) REFERENCES vendor(vendor)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON vendor_sample_batch FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON vendor_sample_batch TO seatback_service;
GRANT UPDATE (answered_as, answered_at) ON vendor_sample_batch TO seatback_service;

CREATE TABLE vendor_sample_payment (
  payment_id text COLLATE "C" NOT NULL,
  sample integer NOT NULL,
  line integer NOT NULL,
  payee_reference text NOT NULL,
  amount numeric NOT NULL,
  currency text NOT NULL,
  reported text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT vendor_sample_payment_amount_check CHECK (amount > 0::numeric AND amount < 'Infinity'::numeric),
  CONSTRAINT vendor_sample_payment_currency_check CHECK (currency = 'XTS'::text),
  CONSTRAINT vendor_sample_payment_line_check CHECK (line > 0),
  CONSTRAINT vendor_sample_payment_payee_reference_check CHECK (starts_with(payee_reference, 'SAMPLE-'::text)),
  CONSTRAINT vendor_sample_payment_payment_id_check CHECK (starts_with(payment_id, 'SAMPLE-'::text)),
  CONSTRAINT vendor_sample_payment_pkey PRIMARY KEY (payment_id),
  CONSTRAINT vendor_sample_payment_sample_fkey FOREIGN KEY (sample) REFERENCES vendor_sample_batch(sample),
  CONSTRAINT vendor_sample_payment_sample_line_key UNIQUE (sample, line)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON vendor_sample_payment FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON vendor_sample_payment TO seatback_service;
GRANT UPDATE (reported) ON vendor_sample_payment TO seatback_service;

CREATE TABLE vendor_secret (
  client_id text COLLATE "C" NOT NULL,
  secret smallint NOT NULL,
  secret_hash bytea NOT NULL,
  issued_by text NOT NULL,
  issued_at timestamp with time zone NOT NULL,
  valid_to timestamp with time zone,
  CONSTRAINT vendor_secret_client_id_fkey FOREIGN KEY (client_id) REFERENCES vendor_client(client_id),
  CONSTRAINT vendor_secret_issued_by_check CHECK (btrim(issued_by) <> ''::text),
  CONSTRAINT vendor_secret_pkey PRIMARY KEY (client_id, secret),
  CONSTRAINT vendor_secret_secret_check CHECK (secret > 0),
  CONSTRAINT vendor_secret_secret_hash_check CHECK (octet_length(secret_hash) = 32),
  CONSTRAINT vendor_secret_secret_hash_key UNIQUE (secret_hash)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON vendor_secret FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
CREATE TRIGGER secret_ends_sooner_only BEFORE UPDATE ON vendor_secret FOR EACH ROW EXECUTE FUNCTION secret_ends_sooner_only();
GRANT INSERT, SELECT ON vendor_secret TO seatback_service;
GRANT UPDATE (valid_to) ON vendor_secret TO seatback_service;

CREATE TABLE webhook_delivery (
  event bigint NOT NULL,
  endpoint integer NOT NULL,
  subject text COLLATE "C" NOT NULL,
  state text NOT NULL DEFAULT 'waiting'::text,
  tries integer NOT NULL DEFAULT 0,
  due_at timestamp with time zone NOT NULL,
  claimed_to timestamp with time zone,
  last_status integer,
  last_fault text,
  delivered_at timestamp with time zone,
  CONSTRAINT webhook_delivery_check CHECK (state <> 'delivered'::text OR delivered_at IS NOT NULL),
  CONSTRAINT webhook_delivery_endpoint_fkey FOREIGN KEY (endpoint) REFERENCES webhook_endpoint(endpoint),
  CONSTRAINT webhook_delivery_event_fkey FOREIGN KEY (event) REFERENCES webhook_event(event),
  CONSTRAINT webhook_delivery_pkey PRIMARY KEY (event, endpoint),
  CONSTRAINT webhook_delivery_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'given-up'::text])),
  CONSTRAINT webhook_delivery_tries_check CHECK (tries >= 0)
);
CREATE INDEX webhook_delivery_due ON public.webhook_delivery USING btree (due_at) WHERE (state = 'waiting'::text);
CREATE INDEX webhook_delivery_waiting ON public.webhook_delivery USING btree (endpoint, subject, event) WHERE (state = 'waiting'::text);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON webhook_delivery FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON webhook_delivery TO seatback_service;
GRANT UPDATE (claimed_to, delivered_at, due_at, last_fault, last_status, state, tries) ON webhook_delivery TO seatback_service;

CREATE TABLE webhook_endpoint (
  endpoint integer NOT NULL GENERATED ALWAYS AS IDENTITY,
  vendor text COLLATE "C",
  partner_key integer,
  url text NOT NULL,
  events text[] NOT NULL,
  added_by text NOT NULL,
  added_at timestamp with time zone NOT NULL,
  failing_since timestamp with time zone,
  disabled_by text,
  disabled_at timestamp with time zone,
  disabled_because text,
  CONSTRAINT webhook_endpoint_added_by_check CHECK (btrim(added_by) <> ''::text),
  CONSTRAINT webhook_endpoint_check CHECK (num_nulls(vendor, partner_key) = 1),
  CONSTRAINT webhook_endpoint_check1 CHECK (num_nulls(disabled_at, disabled_because) = ANY (ARRAY[0, 2])),
  CONSTRAINT webhook_endpoint_check2 CHECK (disabled_by IS NULL OR disabled_at IS NOT NULL),
  CONSTRAINT webhook_endpoint_disabled_because_check CHECK (btrim(disabled_because) <> ''::text),
  CONSTRAINT webhook_endpoint_disabled_by_check CHECK (btrim(disabled_by) <> ''::text),
  CONSTRAINT webhook_endpoint_events_check CHECK (cardinality(events) > 0),
  CONSTRAINT webhook_endpoint_partner_key_fkey FOREIGN KEY (partner_key) REFERENCES partner(partner_key),
  CONSTRAINT webhook_endpoint_pkey PRIMARY KEY (endpoint),
  CONSTRAINT webhook_endpoint_url_check CHECK (url ~ '^https?://'::text),
  CONSTRAINT webhook_endpoint_vendor_fkey FOREIGN KEY (vendor) REFERENCES vendor(vendor)
);
CREATE INDEX webhook_endpoint_partner ON public.webhook_endpoint USING btree (partner_key) WHERE (disabled_at IS NULL);
CREATE INDEX webhook_endpoint_vendor ON public.webhook_endpoint USING btree (vendor) WHERE (disabled_at IS NULL);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON webhook_endpoint FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON webhook_endpoint TO seatback_service;
GRANT UPDATE (disabled_at, disabled_because, disabled_by, failing_since) ON webhook_endpoint TO seatback_service;

CREATE TABLE webhook_event (
  event bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  event_id text COLLATE "C" NOT NULL DEFAULT ('evt_'::text || replace((gen_random_uuid())::text, '-'::text, ''::text)),
  type text NOT NULL,
  subject text COLLATE "C" NOT NULL,
  occurred_at timestamp with time zone NOT NULL,
  payload text NOT NULL,
  CONSTRAINT webhook_event_event_id_key UNIQUE (event_id),
  CONSTRAINT webhook_event_pkey PRIMARY KEY (event),
  CONSTRAINT webhook_event_subject_check CHECK (subject <> ''::text),
  CONSTRAINT webhook_event_type_check CHECK (type ~ '^[a-z-]+[.][a-z-]+$'::text)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR UPDATE OR TRUNCATE ON webhook_event FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON webhook_event TO seatback_service;

CREATE TABLE webhook_secret (
  endpoint integer NOT NULL,
  secret smallint NOT NULL,
  secret_sealed bytea NOT NULL,
  issued_by text NOT NULL,
  issued_at timestamp with time zone NOT NULL,
  valid_to timestamp with time zone,
  CONSTRAINT webhook_secret_endpoint_fkey FOREIGN KEY (endpoint) REFERENCES webhook_endpoint(endpoint),
  CONSTRAINT webhook_secret_issued_by_check CHECK (btrim(issued_by) <> ''::text),
  CONSTRAINT webhook_secret_pkey PRIMARY KEY (endpoint, secret),
  CONSTRAINT webhook_secret_secret_check CHECK (secret > 0)
);
CREATE TRIGGER posted_is_posted BEFORE DELETE OR TRUNCATE ON webhook_secret FOR EACH STATEMENT EXECUTE FUNCTION posted_is_posted();
GRANT INSERT, SELECT ON webhook_secret TO seatback_service;
GRANT UPDATE (secret_sealed, valid_to) ON webhook_secret TO seatback_service;
