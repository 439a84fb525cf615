-- include: base run-keys plain records page
-- Runs of a flow, oldest first.
-- ARGV[2..4]  the flow, after which id (empty for the first), how many at most
-- Answers with their records.
return page(prefix .. 'flow:' .. ARGV[2], ARGV[3], ARGV[4])
