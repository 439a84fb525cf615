-- include: base export
-- ARGV[2..4]  the cursor, a run and the number of a line, and how many at most
-- Answers with the next cursor, empty at the end, and run, number and line in turn.
local page = export(function(id, done, limit)
  local from = done == '' and '-' or '(' .. done .. '-0'
  local items = {}
  for index, line in ipairs(redis.call('XRANGE', prefix .. 'log:' .. id, from, '+', 'COUNT', limit)) do
    items[index] = { cursor = string.match(line[1], '^%d+'), line = line[2][2], run = id }
  end
  return items
end, tonumber(ARGV[4]))
local answers = {}
for _, item in ipairs(page[3]) do
  answers[#answers + 1] = item.run
  answers[#answers + 1] = item.cursor
  answers[#answers + 1] = item.line
end
return { page[1], page[2], answers }
