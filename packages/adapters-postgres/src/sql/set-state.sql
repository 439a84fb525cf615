-- Replaces the durable value of a job.
--
-- $1 job
-- $2 value: JSON
--
-- Result: one row, the job.
insert into __SCHEMA__.job_state (job, value) values ($1::text, $2::text::json)
on conflict (job) do update set value = excluded.value
returning to_json(job)::text as answer
