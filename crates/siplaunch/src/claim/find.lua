-- KEYS: the store, the link. Returns claimed_at, taps and revoked_at, or nothing for a link that is not there.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return redis.error_reply('NOSTORE the claim store is not made yet, or its data are lost')
end
local claim = redis.call('HMGET', KEYS[2], 'claimed_at', 'taps', 'revoked_at')
if not claim[1] then
  return {}
end
return claim
