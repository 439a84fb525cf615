-- ARGV[2..4]  the move as JSON text, the kind of its records, and the cursor of the source as JSON text: kept with the records,
-- so that a move that died goes on where it was.
local mark = redis.call('HMGET', KEYS[1], 'moveId', 'role')
if mark[1] ~= ARGV[2] or mark[2] ~= 'target' then
  return redis.error_reply('NOTTARGET the store is not the target of this move')
end
redis.call('HSET', KEYS[1], ARGV[3], ARGV[4])
local FIRST_ROW = 5
