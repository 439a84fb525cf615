local function is_held(hold, token)
  return hold and sub(hold, 1, #token + 1) == token .. ' '
end
