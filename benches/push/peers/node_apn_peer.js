// @parse/node-apn as a client of Apple's push service: {options, topic, count, in_flight} on standard input.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

// The tests have installed it.
const require = createRequire(new URL('../../../tests/push/node/', import.meta.url))
const apn = require('@parse/node-apn')

const { options, topic, count, in_flight: inFlight } = JSON.parse(readFileSync(0, 'utf8'))
const provider = new apn.Provider(options)

async function push(number) {
  const notification = new apn.Notification()
  Object.assign(notification, { topic, pushType: 'voip', priority: 10, expiry: 0 })
  notification.payload = {
    type: 'call',
    call_id: '6f1c0f0e-3ddb-4b10-9d1e-5f4b1c0a8c11',
    caller: 'alice',
    caller_name: 'Alice Example',
    callee: 'bob',
    domain: 'example.org',
  }
  const { failed } = await provider.send(notification, number.toString(16).padStart(64, '0'))
  if (failed.length > 0) throw new Error(JSON.stringify(failed))
}

await push(0)
let next = 1
const worker = async () => {
  while (next <= count) await push(next++)
}
const start = performance.now()
const cpu = process.cpuUsage()
await Promise.all(Array.from({ length: inFlight }, worker))
const { user, system } = process.cpuUsage(cpu)
console.log(
  JSON.stringify({ pushes: count, seconds: (performance.now() - start) / 1e3, cpu_seconds: (user + system) / 1e6 }),
)
await provider.shutdown()
