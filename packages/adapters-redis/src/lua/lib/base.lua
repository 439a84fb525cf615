-- KEYS[1]  the mark of a move; every key of the store has its hash tag, and so is in its slot of a cluster
-- ARGV[1]  the time of a given clock in milliseconds; empty for the server's own
local prefix = string.sub(KEYS[1], 1, -5)
local find, format, sub = string.find, string.format, string.sub

local time = redis.call('TIME')
local now = ARGV[1] ~= '' and tonumber(ARGV[1]) or time[1] * 1000 + math.floor(time[2] / 1000)

-- Redis would write a large number with an exponent. Most of what is written is the time.
local now_text = format('%.0f', now)
local function whole(number)
  if number == now then return now_text end
  return format('%.0f', number)
end

-- A row is a list of texts without line feeds: names are escaped, and JSON has none outside of strings.
local function fields(row)
  local list, count, from = {}, 0, 1
  while true do
    local at = find(row, '\n', from, true)
    count = count + 1
    if not at then
      list[count] = sub(row, from)
      return list
    end
    list[count] = sub(row, from, at - 1)
    from = at + 1
  end
end

-- Rows have no empty field that means something: what is empty is not there.
local function given(text)
  if text ~= '' then return text end
end

-- Part of a list of any length: Lua's stack holds no more than some thousand values.
local function part(list, from, to)
  local copy = {}
  for at = from, math.min(to, #list) do copy[#copy + 1] = list[at] end
  return copy
end

-- A call with any number of arguments, in pieces that Lua's stack holds. A piece never parts a pair.
local PIECE = 4000
local function call(command, key, list)
  for from = 1, #list, PIECE do
    redis.call(command, key, unpack(list, from, math.min(from + PIECE - 1, #list)))
  end
end
