/**
 * What has to be one step for all processes. The log is a stream whose ids are a sequence without holes, so that whoever
 * reads it sees what is missing; `state` has its epoch and its last number.
 */

/**
 * Adds an entry, if there is one, and gives epoch and number of the last. A log that is empty, or has gone back behind
 * what the caller has seen of it, is another epoch.
 */
export const look = `
local epoch = redis.call('HGET', KEYS[2], 'epoch')
local n = tonumber(redis.call('HGET', KEYS[2], 'n') or '0')
if not epoch or (epoch == ARGV[1] and n < tonumber(ARGV[2])) then
  epoch = ARGV[3]
  n = 0
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[2], 'epoch', epoch, 'n', '0')
end
if ARGV[4] then
  n = redis.call('HINCRBY', KEYS[2], 'n', 1)
  local id = string.format('%.0f-0', n)
  redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[6], id, 'epoch', epoch, 'key', ARGV[4], 'text', ARGV[5])
  redis.call('PEXPIRE', KEYS[1], ARGV[7])
end
return {epoch, string.format('%.0f', n)}`

const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`

/** Notes members of a set, and their texts, until their time is over. */
export const put = `${now}
local head = string.format('%.0f ', now + ARGV[1])
for i = 2, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], head .. ARGV[i + 1]) end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end`

/** The texts of the members of a set whose time is not over; the others are taken out, and counted. */
export const members = `${now}
local all = redis.call('HGETALL', KEYS[1])
local texts = {}
local gone = 0
for i = 1, #all, 2 do
  local untilThen, text = string.match(all[i + 1], '^(%d+) (.*)$')
  if tonumber(untilThen) > now then
    table.insert(texts, text)
  else
    redis.call('HDEL', KEYS[1], all[i])
    gone = gone + 1
  end
end
return {texts, gone}`
