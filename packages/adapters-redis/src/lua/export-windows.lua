-- include: base
-- ARGV[2..3]  after how many, how many at most
-- Answers with slots and windows in turn.
local from = tonumber(ARGV[2])
local answers = {}
for _, slot in ipairs(redis.call('ZRANGE', prefix .. 'window-ends', from, from + tonumber(ARGV[3]) - 1)) do
  answers[#answers + 1] = slot
  answers[#answers + 1] = redis.call('HGET', prefix .. 'windows', slot)
end
return answers
