-- Keeps a schedule from being due; one that is paused already keeps what it says of the first pause.
--
-- $1 now: text, null for the server's clock
-- $2 name
-- $3 by
--
-- Result: one row, whether there is a schedule of that name.
with clock as (
  select coalesce($1::text::timestamptz, statement_timestamp()) as now
), paused as (
  update __SCHEMA__.schedule
     set paused_by = case when paused_at is null then $3::text else paused_by end,
         paused_at = coalesce(paused_at, clock.now)
    from clock
   where name = $2::text
  returning name
)
select exists (select from paused)::text as answer
