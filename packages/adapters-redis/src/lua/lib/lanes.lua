-- How runs come into lanes, and leave them.
local last_at, last_time
local function member(run)
  if run.at ~= last_at then
    last_at = run.at
    last_time = member_time(run.at)
  end
  return last_time .. run.id .. (run.bare and '' or '*')
end

local function lane_name(run)
  if run.limit then return run.job .. '|' .. run.queue .. '|' .. run.limit end
  return run.job .. '|' .. run.queue
end

-- A lane that is new is last in turn.
local registered = {}
local function register(run, name)
  if registered[name] then return end
  registered[name] = true
  redis.call('SADD', prefix .. 'jobs', run.job)
  if run.limit then
    redis.call('SADD', prefix .. 'lanes:' .. run.job, run.job .. '|')
    local turns = prefix .. 'turns:' .. run.job
    if not redis.call('ZSCORE', turns, name) then
      redis.call('ZADD', turns, redis.call('INCR', prefix .. 'turn'), name)
    end
  else
    redis.call('SADD', prefix .. 'lanes:' .. run.job, name)
  end
end

-- How many limited runs of a job have a priority of their own: without any, turns alone decide.
local function count_ranked(run, by)
  if not run.limit or run.priority == 0 then return end
  if redis.call('HINCRBY', prefix .. 'ranked', run.job, by) == 0 then redis.call('HDEL', prefix .. 'ranked', run.job) end
end

local function join_lane(run)
  local name = lane_name(run)
  register(run, name)
  count_ranked(run, 1)
  redis.call('ZADD', lane_key(name), run.priority == 0 and '0' or -run.priority, member(run))
  if run.flow then redis.call('ZADD', prefix .. 'flow-queued:' .. run.flow, -run.priority, member(run)) end
end

local function leave_lane(run)
  local name = lane_name(run)
  count_ranked(run, -1)
  redis.call('ZREM', lane_key(name), member(run))
  if run.flow then redis.call('ZREM', prefix .. 'flow-queued:' .. run.flow, member(run)) end
  if redis.call('EXISTS', lane_key(name)) == 1 then return end
  registered[name] = nil
  if run.limit then
    redis.call('ZREM', prefix .. 'turns:' .. run.job, name)
  else
    redis.call('SREM', prefix .. 'lanes:' .. run.job, name)
  end
end
