-- How many queued runs would be claimed before a queued run.
--
-- $1 run id
--
-- Result: one row, the number; none when the run is not queued.
select (
         select count(*)
           from (
                  -- The first of these is in the order of an index.
                  select priority, run_at, id from __SCHEMA__.run where state = 'queued' and limit_key is null
                  union all
                  select priority, run_at, id from __SCHEMA__.run where state = 'queued' and limit_key is not null
                ) other
          where other.priority >= run.priority
            and (other.priority > run.priority or (other.run_at, other.id) < (run.run_at, run.id))
       )::text as answer
  from __SCHEMA__.run
 where run.id = $1::text::uuid and run.state = 'queued'
