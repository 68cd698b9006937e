// Sends pushes by @parse/node-apn: {options, pushes: [{device, payload, headers…}]} on standard input, results on standard output.
import { readFileSync } from 'node:fs'
import apn from '@parse/node-apn'

const { options, pushes } = JSON.parse(readFileSync(0, 'utf8'))
const provider = new apn.Provider(options)
const results = []
for (const { device, ...fields } of pushes) {
  const notification = new apn.Notification()
  Object.assign(notification, fields)
  const { sent, failed } = await provider.send(notification, device)
  const [failure] = failed
  results.push(
    sent.length === 1
      ? { status: 200, reason: null }
      : { status: failure.status ?? null, reason: failure.response?.reason ?? String(failure.error) },
  )
}
await provider.shutdown()
console.log(JSON.stringify(results))
