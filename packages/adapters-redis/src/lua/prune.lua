-- include: base writable changes lane-members lanes run-keys is-held plain runs forget
-- Deletes finished runs that ended long enough ago, oldest first, but not those whose result an unfinished run may ask for.
-- ARGV[2]     how many at most
-- ARGV[3..5]  the age in milliseconds that each of success, failed and cancelled must have passed
-- Answers with how many.
local limit = tonumber(ARGV[2])
local ages = { { 'success', ARGV[3] }, { 'failed', ARGV[4] }, { 'cancelled', ARGV[5] } }
local cursors = {}
for index, age in ipairs(ages) do
  cursors[index] = { key = prefix .. 'ended:' .. age[1], before = '(' .. whole(now - tonumber(age[2])), skipped = 0, page = {}, at = 1 }
end

-- The next of a state, or nothing. Runs that stay are passed over; those that were deleted are not there any more.
local function head(cursor)
  if not cursor.page[cursor.at] and not cursor.done then
    cursor.page = redis.call('ZRANGEBYSCORE', cursor.key, '-inf', cursor.before, 'WITHSCORES', 'LIMIT', cursor.skipped, limit)
    cursor.at = 1
    cursor.done = not cursor.page[1]
  end
  return tonumber(cursor.page[cursor.at + 1])
end

local pruned = 0
while pruned < limit do
  local oldest, at
  for _, cursor in ipairs(cursors) do
    local own = head(cursor)
    if own and (not at or own < at) then oldest, at = cursor, own end
  end
  if not oldest then break end
  local run = load(oldest.page[oldest.at])
  oldest.at = oldest.at + 2
  if is_wanted(run) then
    oldest.skipped = oldest.skipped + 1
  else
    forget(run)
    pruned = pruned + 1
  end
end
flush()
return pruned
