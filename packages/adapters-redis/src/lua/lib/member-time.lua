-- Since when the run of a lane's member is due.
local function time_of(text)
  if sub(text, 1, 1) == '-' then return tonumber(sub(text, 2, 17)) - 8640000000000000 end
  return tonumber(sub(text, 1, 17))
end
