-- include: base run-keys plain records page
-- All runs, by id.
-- ARGV[2..3]  after which run (empty for the first), how many at most
-- Answers with their records.
return page(prefix .. 'ids', ARGV[2], ARGV[3])
