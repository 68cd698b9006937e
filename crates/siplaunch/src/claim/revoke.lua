-- KEYS: the store, the link. ARGV: kept_until, now, now.
if redis.call('EXISTS', KEYS[1]) == 0 then
  return redis.error_reply('NOSTORE the claim store is not made yet, or its data are lost')
end
redis.call('HSETNX', KEYS[2], 'claimed_at', 0)
redis.call('HSETNX', KEYS[2], 'taps', 0)
redis.call('HSETNX', KEYS[2], 'revoked_at', ARGV[2])
if redis.call('TTL', KEYS[2]) == -1 then
  redis.call('EXPIREAT', KEYS[2], ARGV[1])
end
return 1
