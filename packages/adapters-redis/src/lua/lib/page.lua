-- The records of a sorted set of ids, by id: those after one (empty for the first), so many at most.
local function page(key, after, limit)
  local answers = {}
  for index, id in ipairs(redis.call('ZRANGEBYLEX', key, after == '' and '-' or '(' .. after, '+', 'LIMIT', 0, tonumber(limit))) do
    answers[index] = record(id)
  end
  return answers
end
