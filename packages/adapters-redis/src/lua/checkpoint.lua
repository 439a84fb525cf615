-- include: base writable
-- Replaces a run's checkpoint.
-- ARGV[2..4]  the run, its token, the checkpoint as JSON text
-- Answers as a settle.
local run = redis.call('HMGET', prefix .. 'run:' .. ARGV[2], 'state', 'token', 'cancel')
if run[1] ~= 'running' or run[2] ~= ARGV[3] then return false end
redis.call('HSET', prefix .. 'run:' .. ARGV[2], 'checkpoint', ARGV[4])
return run[3] or ''
