-- include: base run-keys plain records page
-- The runs that a run spawned, by id.
-- ARGV[2..4]  the run, after which id (empty for the first), how many at most
-- Answers with their records.
return page(prefix .. 'children:' .. ARGV[2], ARGV[3], ARGV[4])
