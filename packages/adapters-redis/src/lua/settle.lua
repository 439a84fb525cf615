-- include: base writable changes is-held
-- Ends runs: running to a final state, their attempt recorded, their dependents released or cancelled.
-- ARGV[2..] for each: run, token, and a row: state, how the attempt ended, and where there are any: output, error, reason to
--           cancel
-- Answers for each: nothing when the lease is lost, else the request to cancel, empty without one.
local answers = {}

-- Most ends are alike.
local last_row, last_fields
local function end_of(row)
  if row ~= last_row then last_row, last_fields = row, fields(row) end
  return last_fields
end

-- The fields that an end brings, in pairs.
local function brought_by(ending)
  local set = { 'how', ending[2] }
  local function add(field, value)
    if not value or value == '' then return end
    set[#set + 1] = field
    set[#set + 1] = value
  end
  add('output', ending[3])
  add('error', ending[4])
  if ending[1] == 'cancelled' then add('cancel', ending[5]) end
  return set
end

-- A run that has nothing that few have concerns nobody else.
local function end_plain(id, tags, ending)
  local key, state = prefix .. 'run:' .. id, ending[1]
  if ending[3] then
    redis.call('HSET', key, 'state', state, 'ended', now_text, unpack(brought_by(ending)))
  else
    redis.call('HSET', key, 'state', state, 'ended', now_text, 'how', ending[2])
  end
  count('running', tags, -1)
  count(state, tags, 1)
  unleased[#unleased + 1] = id
  settled[#settled + 1] = id
  local list = ended[state]
  list[#list + 1] = now_text
  list[#list + 1] = id
end

local others = {}
for index = 2, #ARGV, 3 do
  local id, answer = ARGV[index], (index + 1) / 3
  local run = redis.call('HMGET', prefix .. 'run:' .. id, 'state', 'hold', 'tags', 'more')
  answers[answer] = false
  if run[1] == 'running' and is_held(run[2], ARGV[index + 1]) then
    if run[4] then
      others[#others + 1] = index
    else
      answers[answer] = ''
      end_plain(id, run[3], end_of(ARGV[index + 2]))
    end
  end
end

if #others > 0 then
  -- include: lane-members lanes run-keys runs finish
  local ends = {}
  for _, index in ipairs(others) do
    -- An id may be in the list twice: the second finds the lease lost.
    local run = leased_run(ARGV[index], ARGV[index + 1])
    if run then
      local ending = end_of(ARGV[index + 2])
      answers[(index + 1) / 3] = run.cancel or ''
      make_final(run, ending[1], brought_by(ending))
      ends[#ends + 1] = run
    end
  end
  tell_others(ends)
end
flush()
return answers
