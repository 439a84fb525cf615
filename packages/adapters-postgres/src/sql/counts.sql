-- How many runs match, by state.
--
-- $1 jobs, $2 groups, $3 queues, $4 triggers: text[] literals, null for all
-- $5 flow, $6 key, $7 limit key, $8 the run that spawned them: null for all
--
-- Result: one row {state, runs} per state that has any.
select json_build_object('state', state, 'runs', count(*))::text as answer
  from __SCHEMA__.any_run
 where ($1::text is null or job = any ((select $1::text::text[])::text[]))
   and ($2::text is null or group_name = any ((select $2::text::text[])::text[]))
   and ($3::text is null or queue = any ((select $3::text::text[])::text[]))
   and ($4::text is null or trigger = any ((select $4::text::text[])::text[]))
   and ($5::text is null or flow_id = $5::text)
   and ($6::text is null or key = $6::text)
   and ($7::text is null or limit_key = $7::text)
   and ($8::text is null or spawned_by = $8::text::uuid)
 group by state
