-- include: base import
-- ARGV[5..]  target and reason in turn
for index = FIRST_ROW, #ARGV, 2 do redis.call('HSETNX', prefix .. 'pauses', ARGV[index], ARGV[index + 1]) end
return 1
