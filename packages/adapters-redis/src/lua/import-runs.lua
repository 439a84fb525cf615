-- include: base changes lane-members lanes run-keys is-held plain runs import
-- Adds runs that are not there yet.
-- ARGV[5..]  a row each: id, state, tags, due, priority, limit, key, how it holds its key, flow, spawner, its
--            document, five lines, then fields and values in turn, the ended attempts as the last of them
local new_ids = {}

local function hash_of(row)
  local set, at = { 'more', 1 }, 16
  while row[at] do
    set[#set + 1] = row[at]
    if row[at] == 'tries' then
      set[#set + 1] = table.concat(row, '\n', at + 1)
      break
    end
    set[#set + 1] = row[at + 1]
    at = at + 2
  end
  return set
end

local function keep_key(run)
  local slot = run.job .. '|' .. run.key
  redis.call('SADD', prefix .. 'keyed:' .. slot, run.id)
  if run.held then redis.call('SET', prefix .. 'holder:' .. slot, run.id) end
end

local function import(row)
  local job, queue = string.match(row[3], '^([^|]*)|([^|]*)')
  local run = {
    id = row[1], state = row[2], tags = row[3], job = job, queue = queue, at = tonumber(row[4]), priority = tonumber(row[5]),
    limit = given(row[6]), key = given(row[7]), held = given(row[8]), flow = given(row[9]), by = given(row[10]),
  }
  local set = hash_of(row)
  local has_tries = set[#set - 1] == 'tries'
  local function add(field, value)
    if not value then return end
    set[#set + 1] = field
    set[#set + 1] = value
  end
  add('state', run.state)
  add('tags', run.tags)
  add('at', whole(run.at))
  if run.priority ~= 0 then add('priority', row[5]) end
  for _, field in ipairs({ 'limit', 'key', 'held', 'flow', 'by' }) do add(field, run[field]) end
  redis.call('SET', doc_key(run.id), table.concat(row, '\n', 11, 15))
  redis.call('HSET', run_key(run.id), unpack(set))
  new_ids[#new_ids + 1] = 0
  new_ids[#new_ids + 1] = run.id
  if run.flow then redis.call('ZADD', prefix .. 'flow:' .. run.flow, 0, run.id) end
  if run.by then redis.call('ZADD', prefix .. 'children:' .. run.by, 0, run.id) end
  if is_final(run) then
    count(run.state, run.tags, 1)
    local list = ended[run.state]
    list[#list + 1] = redis.call('HGET', run_key(run.id), 'ended')
    list[#list + 1] = run.id
    return
  end
  enter(run, run.state)
  if run.key then keep_key(run) end
  if run.limit and has_tries then redis.call('SADD', prefix .. 'begun:' .. run.job .. '|' .. run.limit, run.id) end
end

for index = FIRST_ROW, #ARGV do
  local row = fields(ARGV[index])
  if redis.call('EXISTS', doc_key(row[1])) == 0 then import(row) end
end
call('ZADD', prefix .. 'ids', new_ids)
flush()
return 1
