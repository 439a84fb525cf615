-- The queued runs by job, queue and group: how many, and since when the longest due is due.
--
-- Result: one row per job, queue and group that has any, in no order. No finished run is looked at.
select json_build_object('job', job, 'queue', queue, 'group', group_name, 'queued', count(*), 'oldestRunAt', min(run_at))::text
         as answer
  from __SCHEMA__.run
 where state = 'queued'
 group by job, queue, group_name
