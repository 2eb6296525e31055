"""What Redis or Valkey does for one request, in one round trip: looks at all limits, then takes.

A bucket is kept as what is missing of it, and when that was so; what is under way as a set of
requests, each until it is given up; a budget as the day and what was spent. The store's clock
counts, which is one for all who ask it. Numbers are those of Lua, exact to some 15 digits.

KEYS: one for each bucket, then for each bound of what is under way, then for each budget.

ARGV: "admit" or "note"; the request's name; how many there are of each. Then of each bucket what it
holds, tokens that fill it in a microsecond, what has to be there, and what is taken; of each bound
how many may be under way, and for how many microseconds this one is, 0 for not; of each budget its
amount, microseconds of its day, and what is spent.

It answers whether the request is let in (1, 0), then of each the number that is there: behind what
was taken where it is let in, or else before.
"""

from __future__ import annotations

SCRIPT = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local admits, name = ARGV[1] == 'admit', ARGV[2]
local buckets, bounds, budgets = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local at, let_in, found = 6, true, {}
local function argument() at = at + 1; return tonumber(ARGV[at - 1]) end

for place = 1, buckets do
  local holds, rate, needed, taken = argument(), argument(), argument(), argument()
  local kept = redis.call('HMGET', KEYS[place], 'missing', 'at')
  local since = now - tonumber(kept[2] or now)
  local missing = math.max(0, tonumber(kept[1] or 0) - math.max(0, since) * rate)
  found[place] = {missing, taken, rate}
  if admits and missing + needed > holds + 0.000001 then let_in = false end
end
for place = buckets + 1, buckets + bounds do
  local most, lasts = argument(), argument()
  redis.call('ZREMRANGEBYSCORE', KEYS[place], '-inf', now)
  found[place] = {redis.call('ZCARD', KEYS[place]), lasts}
  if admits and found[place][1] >= most then let_in = false end
end
for place = buckets + bounds + 1, buckets + bounds + budgets do
  local amount, lasts, spends = argument(), argument(), argument()
  local day = math.floor(now / lasts)
  local kept = redis.call('HMGET', KEYS[place], 'day', 'spent')
  local spent = tonumber(kept[1] or -1) == day and tonumber(kept[2]) or 0
  found[place] = {spent, spends, day, lasts}
  if admits and spent >= amount then let_in = false end
end

local answer = {let_in and 1 or 0}
for place = 1, #KEYS do
  local one = found[place]
  if let_in and place <= buckets then
    one[1] = math.max(0, one[1] + one[2])
    redis.call('HSET', KEYS[place], 'missing', string.format('%.17g', one[1]), 'at', now)
    redis.call('PEXPIRE', KEYS[place], math.ceil(one[1] / one[3] / 1000) + 1000)
  elseif let_in and place <= buckets + bounds then
    if not admits then
      redis.call('ZREM', KEYS[place], name)
    elseif one[2] > 0 then
      redis.call('ZADD', KEYS[place], now + one[2], name)
      redis.call('PEXPIRE', KEYS[place], math.ceil(one[2] / 1000) + 1000)
    end
  elseif let_in then
    one[1] = math.max(0, one[1] + one[2])
    redis.call('HSET', KEYS[place], 'day', one[3], 'spent', string.format('%.17g', one[1]))
    redis.call('PEXPIRE', KEYS[place], math.ceil(one[4] / 1000) + 1000)
  end
  answer[place + 1] = string.format('%.17g', one[1])
end
return answer
"""
