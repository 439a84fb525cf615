-- The durable value of a job.
--
-- $1 job
--
-- Result: one row, the value as JSON; none when it was never set.
select value::text as answer from __SCHEMA__.job_state where job = $1::text
