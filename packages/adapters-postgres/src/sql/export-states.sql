-- Durable values of jobs, by job.
--
-- $1 job to start after: null for the first
-- $2 limit
--
-- Result: one row per job {job, value}.
select row_to_json(state)::text as answer
  from (
         select job, value
           from __SCHEMA__.job_state
          where $1::text is null or job > $1::text
          order by job
          limit $2::int
       ) state
