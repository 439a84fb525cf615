-- include: base writable changes is-held plain
-- Ends runs: running to a final state, their attempt recorded, their dependents released or cancelled.
-- ARGV[2..] runs whose ends are alike, three each time: their token; a row: state, how the attempt ended, and where there are any:
--           output, error, reason to cancel; and their ids behind one another
-- Answers with nothing when all leases were held and nobody asked to cancel; else for each run: nothing when its lease is lost,
-- else the request to cancel, empty without one.
local ID_LENGTH = 36
local answers = {}

-- Plain runs concern nobody else. Those that were claimed together have the same text, and then the same again.
local written, seen, others = {}, {}, {}
local function end_plain(ids, texts, from, token, row)
  local state, rest = string.match(row, '^([^\n]*)\n(.*)$')
  local tail = '\n' .. state .. '\n' .. now_text .. '\n' .. rest
  local list, last_text, last_end, tags, number = ended[state], nil, nil, nil, 0
  local function tell()
    if number == 0 then return end
    count('running', tags, -number)
    count(state, tags, number)
    number = 0
  end
  for at, text in ipairs(texts) do
    local id = ids[from + at - 1]
    if text and text ~= last_text then
      tell()
      last_text = text
      last_end = is_held(text, token) and find(text, RUNNING) and text .. tail
      tags = string.match(text, '[^\n]*$')
    end
    if text and last_end and not seen[id] then
      seen[id] = true
      number = number + 1
      written[#written + 1] = id
      written[#written + 1] = last_end
      unleased[#unleased + 1] = id
      settled[#settled + 1] = id
      list[#list + 1] = now_text
      list[#list + 1] = id
      answers[#answers + 1] = ''
    else
      -- An id may be in the list twice: the second finds the lease lost.
      answers[#answers + 1] = false
      others[#others + 1] = { at = #answers, id = id, token = token, row = row }
    end
  end
  tell()
end

for index = 2, #ARGV, 3 do
  local ids, text = {}, ARGV[index + 2]
  for at = 1, #text, ID_LENGTH do ids[#ids + 1] = sub(text, at, at + ID_LENGTH - 1) end
  for from = 1, #ids, PIECE do
    local texts = redis.call('HMGET', plain_runs, unpack(ids, from, math.min(from + PIECE - 1, #ids)))
    end_plain(ids, texts, from, ARGV[index], ARGV[index + 1])
  end
end
call('HSET', plain_runs, written)

if #others > 0 then
  -- include: lane-members lanes run-keys runs finish
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
    add('cancel', ending[5])
    return set
  end

  local ends = {}
  for _, other in ipairs(others) do
    local run = leased_run(other.id, other.token)
    if run then
      local ending = fields(other.row)
      answers[other.at] = run.cancel or ''
      make_final(run, ending[1], brought_by(ending))
      ends[#ends + 1] = run
    end
  end
  tell_others(ends)
end
flush()
for _, answer in ipairs(answers) do
  if answer ~= '' then return answers end
end
return false
