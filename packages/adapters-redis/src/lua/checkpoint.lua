-- include: base writable is-held plain held
-- Replaces a run's checkpoint.
-- ARGV[2..4]  the run, its token, the checkpoint as JSON text
-- Answers as a settle.
local answer = held(ARGV[2], ARGV[3])
if answer then redis.call('HSET', prefix .. 'run:' .. ARGV[2], 'checkpoint', ARGV[4]) end
return answer
