-- Gives held runs back for another try: running to queued, or to scheduled when there is a delay.
--
-- $1 now: text, null for the server's clock
-- $2 releases: JSON list of {ordinal, id, token, delay_ms, spend, outcome, attempt_error}; attempt_error is JSON in text
-- $3 attempts kept
-- $4 channel: null sends no notification
--
-- Result: one row {id, token, cancel} per lease that was held.
-- Guarantee: a cancel request stays for the next worker to hear. Locks in the order of ids.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), item as materialized (
  select distinct on (id, token) *
    from json_to_recordset($2::text::json) as item (
           ordinal int, id uuid, token bigint, delay_ms float8, spend bool, outcome text, attempt_error text
         )
   order by id, token, ordinal
), held as materialized (
  select run.id, item.delay_ms, item.spend, item.outcome, item.attempt_error::json as attempt_error
    from item,
         lateral (
           select id from __SCHEMA__.run
            where run.id = item.id and run.token = item.token and run.state = 'running'
              for update
         ) run
), released as (
  update __SCHEMA__.run
     set state = case when held.delay_ms > 0 then 'scheduled' else 'queued' end,
         run_at = clock.now + greatest(held.delay_ms, 0) * interval '1 millisecond',
         attempt = attempt - case when held.spend then 0 else 1 end,
         attempts = (attempts || json_build_object(
                      'attempt', attempt, 'worker', worker, 'outcome', held.outcome, 'error', held.attempt_error,
                      'startedAt', started_at, 'endedAt', clock.now
                    ))[greatest(1, cardinality(attempts) + 2 - $3::int):],
         worker = null,
         lease_expires_at = null
    from held, clock
   where run.id = held.id
  returning run.id, run.token, run.cancel, run.state
), notified as (
  select case when $4::text is not null and exists (select from released where state = 'queued') then pg_notify($4::text, 'q')::text end as sent
)
select json_build_object('id', id, 'token', token, 'cancel', cancel, 'notified', sent)::text as answer
  from notified left join released on true
