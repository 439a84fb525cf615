-- What belongs to runs, run by run, in pages: a cursor is a run and how much of it is done. `read` answers with the next of a run.
local LOOK = 1000

local function export(read, limit)
  local found, id, done = {}, ARGV[2], ARGV[3]
  local ids = redis.call('ZRANGEBYLEX', prefix .. 'ids', id == '' and '-' or '[' .. id, '+', 'LIMIT', 0, LOOK)
  for index, own in ipairs(ids) do
    local next_of = read(own, own == id and done or '', limit - #found)
    for _, item in ipairs(next_of) do found[#found + 1] = item end
    if #found >= limit then return { own, found[#found].cursor, found } end
    if index == LOOK then return { own, next_of[#next_of] and next_of[#next_of].cursor or (own == id and done or ''), found } end
  end
  return { '', '', found }
end
