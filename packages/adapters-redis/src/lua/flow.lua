-- include: base record-key records
-- Runs of a flow, oldest first.
-- ARGV[2..4]  the flow, after which id (empty for the first), how many at most
-- Answers with their records.
local from = ARGV[3] == '' and '-' or '(' .. ARGV[3]
local answers = {}
for index, id in ipairs(redis.call('ZRANGEBYLEX', prefix .. 'flow:' .. ARGV[2], from, '+', 'LIMIT', 0, tonumber(ARGV[4]))) do
  answers[index] = record(id)
end
return answers
