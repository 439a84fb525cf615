-- include: base import
-- ARGV[5..]  slot, window, and when nothing in it counts any more, in turn
for index = FIRST_ROW, #ARGV, 3 do
  if redis.call('HSETNX', prefix .. 'windows', ARGV[index], ARGV[index + 1]) == 1 then
    redis.call('ZADD', prefix .. 'window-ends', ARGV[index + 2], ARGV[index])
  end
end
return 1
