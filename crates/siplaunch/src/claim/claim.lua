-- KEYS: the store, the link. ARGV: now, kept_until, taps, after, before.
-- Returns the taps with this one, 0 for a used link, -1 for a revoked one, -2 if no claim can be kept.
local kept_until = tonumber(ARGV[2])
if redis.call('EXISTS', KEYS[1]) == 0 or kept_until <= tonumber(redis.call('TIME')[1]) then
  return -2
end
local claim = redis.call('HMGET', KEYS[2], 'claimed_at', 'taps', 'revoked_at')
if claim[3] then
  return -1
end
if not claim[1] then
  redis.call('HSET', KEYS[2], 'claimed_at', ARGV[1], 'taps', 1)
  redis.call('EXPIREAT', KEYS[2], kept_until)
  return 1
end
local claimed_at = tonumber(claim[1])
if tonumber(claim[2]) < tonumber(ARGV[3]) and claimed_at > tonumber(ARGV[4]) and claimed_at < tonumber(ARGV[5]) then
  return redis.call('HINCRBY', KEYS[2], 'taps', 1)
end
return 0
