-- include: base writable
-- ARGV[2]  the target
-- Answers whether it was paused.
local was_paused = redis.call('HDEL', prefix .. 'pauses', ARGV[2])
if was_paused == 1 then redis.call('PUBLISH', prefix .. 'signals', 'q') end
return was_paused
