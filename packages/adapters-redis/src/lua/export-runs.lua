-- include: base record-key records
-- ARGV[2..3]  after which run (empty for the first), how many at most
-- Answers with their records.
local answers = {}
local from = ARGV[2] == '' and '-' or '(' .. ARGV[2]
for index, id in ipairs(redis.call('ZRANGEBYLEX', prefix .. 'ids', from, '+', 'LIMIT', 0, tonumber(ARGV[3]))) do
  answers[index] = record(id)
end
return answers
