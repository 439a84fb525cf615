-- How many queued runs would be claimed before a queued run.
--
-- $1 run id
--
-- Result: one row, the number; none when the run is not queued.
select (
         select count(*)
           from __SCHEMA__.run other
          where other.state = 'queued'
            and other.priority >= run.priority
            and (other.priority > run.priority or (other.run_at, other.id) < (run.run_at, run.id))
       )::text as answer
  from __SCHEMA__.run
 where run.id = $1::text::uuid and run.state = 'queued'
