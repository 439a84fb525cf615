-- Runs that match, newest first.
--
-- $1 states, $2 jobs, $3 groups, $4 queues, $5 triggers: text[] literals, null for all
-- $6 flow, $7 key, $8 limit key: null for all
-- $9 the run that spawned them: null for all
-- $10 run id to start below: null for the newest
-- $11 limit
--
-- Result: one row per run, the run.
select row_to_json(page)::text as answer
  from (
         select *
           from __SCHEMA__.any_run
          where ($1::text is null or state = any ((select $1::text::text[])::text[]))
            and ($2::text is null or job = any ((select $2::text::text[])::text[]))
            and ($3::text is null or group_name = any ((select $3::text::text[])::text[]))
            and ($4::text is null or queue = any ((select $4::text::text[])::text[]))
            and ($5::text is null or trigger = any ((select $5::text::text[])::text[]))
            and ($6::text is null or flow_id = $6::text)
            and ($7::text is null or key = $7::text)
            and ($8::text is null or limit_key = $8::text)
            and ($9::text is null or spawned_by = $9::text::uuid)
            and ($10::text is null or id < $10::text::uuid)
          order by id desc
          limit $11::int
       ) page
