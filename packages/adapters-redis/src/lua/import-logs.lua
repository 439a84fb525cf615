-- include: base import
-- ARGV[5..]  run, number and line in turn, the numbers of a run growing
for index = FIRST_ROW, #ARGV, 3 do
  local key = prefix .. 'log:' .. ARGV[index]
  local last = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
  if not last or tonumber(string.match(last[1], '^%d+')) < tonumber(ARGV[index + 1]) then
    redis.call('XADD', key, ARGV[index + 1] .. '-0', 'line', ARGV[index + 2])
  end
end
return 1
