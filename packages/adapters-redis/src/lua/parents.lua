-- include: base run-keys
-- The runs that a run waits for or waited for.
-- ARGV[2]  the run
-- Answers with a list each: id, tags, state, `c` or `k`, output or nothing.
local answers = {}
for _, edge in ipairs(redis.call('LRANGE', prefix .. 'up:' .. ARGV[2], 0, -1)) do
  local id = sub(edge, 2)
  local run = redis.call('HMGET', run_key(id), 'tags', 'state', 'output')
  if run[1] then answers[#answers + 1] = { id, run[1], run[2], sub(edge, 1, 1), run[3] } end
end
return answers
