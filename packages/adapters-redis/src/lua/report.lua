-- include: base writable is-held plain held
-- Replaces progress and appends log lines. The lines of a run are a stream whose ids count them.
-- ARGV[2..]  a row each: run, token, progress, then the lines as JSON texts
-- Answers as a settle.
local answers = {}
for index = 2, #ARGV do
  local row = fields(ARGV[index])
  answers[index - 1] = held(row[1], row[2])
  if answers[index - 1] then
    if row[3] ~= '' then redis.call('HSET', prefix .. 'run:' .. row[1], 'progress', row[3]) end
    if row[4] then
      local key = prefix .. 'log:' .. row[1]
      local last = redis.call('XREVRANGE', key, '+', '-', 'COUNT', 1)[1]
      local seq = last and tonumber(string.match(last[1], '^%d+')) or 0
      for at = 4, #row do
        seq = seq + 1
        redis.call('XADD', key, whole(seq) .. '-0', 'line', row[at])
      end
    end
  end
end
return answers
