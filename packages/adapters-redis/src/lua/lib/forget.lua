-- Deleting a finished run with all that belongs to it, unless an unfinished run may ask for its result.
local function is_unfinished(id)
  local state = redis.call('HGET', run_key(id), 'state')
  return state and state ~= 'success' and state ~= 'failed' and state ~= 'cancelled'
end

local function is_wanted(run)
  if run.by and is_unfinished(run.by) then return true end
  if not run.down then return false end
  local PAGE, from = 1000, 0
  while true do
    local edges = redis.call('LRANGE', prefix .. 'down:' .. run.id, from, from + PAGE - 1)
    for _, edge in ipairs(edges) do
      if is_unfinished(sub(edge, 2)) then return true end
    end
    if #edges < PAGE then return false end
    from = from + PAGE
  end
end

local function forget(run)
  local id = run.id
  known[id] = false
  redis.call('ZREM', prefix .. 'ended:' .. run.state, id)
  redis.call('ZREM', prefix .. 'ids', id)
  if run.flow then redis.call('ZREM', prefix .. 'flow:' .. run.flow, id) end
  if run.by then redis.call('ZREM', prefix .. 'children:' .. run.by, id) end
  if run.plain then redis.call('HDEL', plain_runs, id) end
  count(run.state, run.tags, -1)
  redis.call('UNLINK', run_key(id), doc_key(id), prefix .. 'log:' .. id, prefix .. 'up:' .. id, prefix .. 'down:' .. id, prefix .. 'children:' .. id)
end
