-- The cheap look at a lease: nothing when it is lost, else the request to cancel, empty without one.
local function held(id, token)
  local plain = redis.call('HGET', plain_runs, id)
  if plain then return is_held(plain, token) and find(plain, RUNNING) and '' or false end
  local run = redis.call('HMGET', prefix .. 'run:' .. id, 'state', 'hold', 'cancel')
  if run[1] ~= 'running' or not is_held(run[2], token) then return false end
  return run[3] or ''
end
