-- A run as it is read: its fields in pairs, its id and, while it runs, when its lease ends.
local function record(id)
  local pairs_of = redis.call('HGETALL', run_key(id))
  if #pairs_of == 0 then return false end
  pairs_of[#pairs_of + 1] = 'id'
  pairs_of[#pairs_of + 1] = id
  local expires = redis.call('ZSCORE', prefix .. 'leased', id)
  if expires then
    pairs_of[#pairs_of + 1] = 'lease'
    pairs_of[#pairs_of + 1] = expires
  end
  return pairs_of
end
