/**
 * A column that tells which transactions a statement sees the writes of; null where it cannot be told. Two statements of
 * this database for which it is the same see the same rows: every transaction that writes has an id of its own, and the
 * snapshot of PostgreSQL says which of all ids have come to an end.
 *
 * Beside it stand what would let an id be given out twice: another server, which has not all commits of the one it stands
 * in for (its start is another), and the recovery of a crash (which discards the statistics, and so dates their reset
 * anew). On a server that follows another, the snapshot does not say what is under way: null.
 */
export const VISIBLE_STATE = `CASE WHEN NOT pg_is_in_recovery() THEN concat_ws(' ', pg_current_snapshot(),
  extract(epoch FROM pg_postmaster_start_time()), extract(epoch FROM pg_stat_get_bgwriter_stat_reset_time())) END`;
