-- include: base import
-- ARGV[5..]  job and value in turn
for index = FIRST_ROW, #ARGV, 2 do redis.call('HSETNX', prefix .. 'states', ARGV[index], ARGV[index + 1]) end
return 1
