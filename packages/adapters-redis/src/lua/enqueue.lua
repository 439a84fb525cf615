-- include: base writable lane-members
-- Adds runs; all of the list or none.
-- ARGV[2]   how many groups of plain runs follow: due at once, and with nothing that few runs have
-- ARGV[3..] each group: tags, how many, and for each run its id and the rest of its document, as births.lua has it
-- then      the other runs, a row each, as births.lua has it
-- Answers for each of these others: nothing when it was added, else what was done with the run that holds its key (`k`ept,
-- `r`eplaced, `d`ebounced) and that run's id. An error `KNOWN` names ids that the store has already.
local keys, docs, ids, groups, at = {}, {}, {}, {}, 3
local since = member_time(now)
for index = 1, tonumber(ARGV[2]) do
  local tags, size = ARGV[at], tonumber(ARGV[at + 1])
  local head, members = now_text .. '\n' .. tags .. '\n', {}
  for row = 1, size do
    local id = ARGV[at + 2 * row]
    local key = prefix .. 'doc:' .. id
    keys[#keys + 1] = key
    docs[2 * #keys - 1] = key
    docs[2 * #keys] = head .. ARGV[at + 2 * row + 1]
    ids[2 * #keys - 1] = '0'
    ids[2 * #keys] = id
    members[2 * row - 1] = '0'
    members[2 * row] = since .. id
  end
  groups[index] = { tags = tags, size = size, members = members }
  at = at + 2 + 2 * size
end

local add_others
if ARGV[at] then
  -- include: changes lanes run-keys is-held plain runs births
  local rows, answers = {}, {}
  for index = at, #ARGV do
    rows[#rows + 1] = read_birth(ARGV[index])
    keys[#keys + 1] = doc_key(rows[#rows].id)
  end
  add_others = function()
    for index, row in ipairs(rows) do answers[index] = add_or_meet(row) end
    flush_births()
    flush()
    return answers
  end
end

local function any_known()
  for from = 1, #keys, PIECE do
    if redis.call('EXISTS', unpack(keys, from, math.min(from + PIECE - 1, #keys))) > 0 then return true end
  end
  return false
end

local is_refused
if not add_others and #docs <= PIECE then
  -- All in one piece are looked at and written in one step.
  is_refused = #docs > 0 and redis.call('MSETNX', unpack(docs)) == 0
else
  is_refused = any_known()
  for from = 1, is_refused and 0 or #docs, PIECE do
    redis.call('MSET', unpack(docs, from, math.min(from + PIECE - 1, #docs)))
  end
end
if is_refused then
  local found = {}
  for _, key in ipairs(keys) do
    if redis.call('EXISTS', key) == 1 then found[#found + 1] = sub(key, #prefix + 5) end
  end
  return redis.error_reply('KNOWN ' .. table.concat(found, ', '))
end

call('ZADD', prefix .. 'ids', ids)
local has_news = false
for _, group in ipairs(groups) do
  local job, queue = string.match(group.tags, '^([^|]*)|([^|]*)')
  local lane = job .. '|' .. queue
  -- A lane that has runs is registered, and whoever may take them has been told or has no room.
  if redis.call('EXISTS', lane_key(lane)) == 0 then
    redis.call('SADD', prefix .. 'jobs', job)
    redis.call('SADD', prefix .. 'lanes:' .. job, lane)
    has_news = true
  end
  call('ZADD', lane_key(lane), group.members)
  redis.call('HINCRBY', prefix .. 'tally', 'queued|' .. group.tags, group.size)
end
if has_news then redis.call('PUBLISH', prefix .. 'signals', 'q') end
return add_others and add_others() or {}
