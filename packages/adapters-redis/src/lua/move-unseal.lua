-- include: base
-- Lets a sealed store that was not moved to the end go back to work.
-- ARGV[2]  the move, as JSON text
-- Answers whether it was sealed by it.
local mark = redis.call('HMGET', KEYS[1], 'moveId', 'role', 'state')
if mark[1] ~= ARGV[2] or mark[2] ~= 'source' or mark[3] == 'done' then return 0 end
redis.call('DEL', KEYS[1])
return 1
