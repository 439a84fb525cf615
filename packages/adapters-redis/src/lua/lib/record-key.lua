local function run_key(id)
  return prefix .. 'run:' .. id
end
