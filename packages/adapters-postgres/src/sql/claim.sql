-- Takes due runs for a worker: queued to running, under a new lease, an attempt spent.
--
-- $1 now: text, null for the server's clock
-- $2 worker
-- $3 jobs: text[] literal
-- $4 queues: text[] literal, null for all
-- $5 limit
-- $6 lease in milliseconds
-- $7 limits: JSON, each rule under its scope and name
--
-- Result: none when nothing was taken. Otherwise the first row holds a list for each column of the runs, in the order they were
-- taken, and what is the same for all; the second the list of their inputs. Runs about which those do not tell everything
-- follow as they are. When limits hold some of the queued runs, all come as they are.
-- Guarantee: no run goes to two claimers, and no limit is passed, however many claim. What another transaction holds is
-- passed over. A claimer whose jobs have queued runs with a limit key waits for the other such claims.
select claimed as answer
  from __SCHEMA__.claim_by_columns($1::text::timestamptz, $2::text, $3::text::text[], $4::text::text[], $5::int, $6::float8, $7::text::jsonb) claimed
