-- Ends runs that are held and that nobody waits for: no dependent, and none that spawned them. They move to the history.
--
-- $1 now: text, null for the server's clock
-- $2 ids: uuid[] literal, in their order
-- $3 tokens: bigint[] literal; a lease is in the lists once
-- $4 states, $5 outputs, $6 errors, $7 cancel reasons, $8 outcomes, $9 errors of the attempts: text[] literals; documents are
--    JSON, and a list of nothing but nulls is null
-- $10 attempts kept
-- $11 channel: null sends no notification
--
-- Result: one row {all} when every lease was held and none is to be cancelled; one {awaited} when somebody waits and nothing has
-- changed; otherwise one row {id, token, cancel} per lease that was held, or one without an id.
-- Guarantee: locks in the order of ids, as settle does.
select answer::text
  from __SCHEMA__.settle_plain(
         $1::text::timestamptz, $2::text::uuid[], $3::text::bigint[], $4::text::text[], $5::text::text[], $6::text::text[],
         $7::text::text[], $8::text::text[], $9::text::text[], $10::int, $11::text
       ) answer
