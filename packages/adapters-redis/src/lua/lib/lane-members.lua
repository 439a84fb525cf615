-- Queued runs of one job and queue wait in a lane; those that limits hold, in one for each limit key. A lane is a sorted set:
-- by priority, then by what its members begin with, the time since when they are due, and then by id. A star behind it says that
-- the run has a hash.
local EARLIEST = 8640000000000000

local function member_time(at)
  return at < 0 and format('-%016.0f', at + EARLIEST) or format('%017.0f', at)
end

local function id_of(member_text)
  return sub(member_text, 18, 53)
end

local function has_hash(member_text)
  return #member_text > 53
end

local function lane_key(name)
  return prefix .. 'lane:' .. name
end
