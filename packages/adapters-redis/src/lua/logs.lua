-- include: base
-- ARGV[2..4]  the run, after which line, how many at most
-- Answers with number and line in turn.
local lines = redis.call('XRANGE', prefix .. 'log:' .. ARGV[2], '(' .. ARGV[3] .. '-0', '+', 'COUNT', tonumber(ARGV[4]))
local answers = {}
for _, line in ipairs(lines) do
  answers[#answers + 1] = string.match(line[1], '^%d+')
  answers[#answers + 1] = line[2][2]
end
return answers
