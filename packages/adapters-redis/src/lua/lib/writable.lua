-- A store that is being moved, or was, takes no changes.
if redis.call('HGET', KEYS[1], 'role') == 'source' then
  return redis.error_reply('SEALED the store is being moved, or was')
end
