-- include: base rooms
-- ARGV[2..]  a row each: a rule, as rooms.lua has it, and its key
-- Answers for each with the milliseconds until a run may start, 0 when one may now.
local answers = {}
for index = 2, #ARGV do
  local row = fields(ARGV[index])
  answers[index - 1] = whole(math.max(0, math.ceil(window_opens_at(read_rule(row), row[8]) - now)))
end
return answers
