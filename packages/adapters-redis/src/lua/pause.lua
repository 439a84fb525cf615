-- include: base writable
-- Stops runs of a queue or a job from being claimed. Pausing twice keeps the first.
-- ARGV[2..3]  the target, and who paused it and why as JSON text without its last brace
redis.call('HSETNX', prefix .. 'pauses', ARGV[2], ARGV[3] .. ',"at":' .. whole(now) .. '}')
return 1
