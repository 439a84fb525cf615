-- include: base export
-- ARGV[2..4]  the cursor, a run and a position in it, and how many at most
-- Answers with the next cursor, empty at the end, and child, edge and position in turn.
local page = export(function(id, done, limit)
  local from = done == '' and 0 or tonumber(done) + 1
  local edges = redis.call('LRANGE', prefix .. 'up:' .. id, from, from + limit - 1)
  local items = {}
  for index, edge in ipairs(edges) do
    items[index] = { cursor = whole(from + index - 1), edge = edge, child = id }
  end
  return items
end, tonumber(ARGV[4]))
local answers = {}
for _, item in ipairs(page[3]) do
  if redis.call('EXISTS', prefix .. 'doc:' .. sub(item.edge, 2)) == 1 then
    answers[#answers + 1] = item.child
    answers[#answers + 1] = item.edge
    answers[#answers + 1] = item.cursor
  end
end
return { page[1], page[2], answers }
