-- include: base move
-- Ends the move: the source stays sealed, the target goes to work.
-- ARGV[2]  the move, as JSON text
local mark = marked()
if not mark or mark.id ~= ARGV[2] then return 0 end
if mark.role == 'source' then
  redis.call('HSET', KEYS[1], 'state', 'done')
else
  redis.call('DEL', KEYS[1])
  redis.call('PUBLISH', prefix .. 'signals', 'l')
end
return 1
