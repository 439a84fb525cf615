-- Ends every lease, for a store that nobody else can have open.
--
-- $1 now: text, null for the server's clock
--
-- Result: one row, the number of leases.
with expired as (
  update __SCHEMA__.run
     set lease_expires_at = least(lease_expires_at, coalesce($1::text::timestamptz, statement_timestamp()))
   where state = 'running'
  returning id
)
select count(*)::text as answer from expired
