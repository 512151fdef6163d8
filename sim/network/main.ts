// The proxy alone: `npm run sim:network -- --help`.
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { listenFrom } from '../loopback.ts'
import { readRunOptions, wholeNumber } from '../run/options.ts'
import { stopSignal } from '../run/signals.ts'
import { runCommand } from './commands.ts'
import { startNetworkProxy } from './proxy.ts'

const options = readRunOptions(
  {
    name: 'npm run sim:network',
    summary:
      'a path to a server that fails as networks do; commands of standard input change it, ' +
      '`help` lists them',
    options: {
      host: z.string().min(1).default('127.0.0.1').describe('where the server listens'),
      to: wholeNumber.min(1).max(65_535).default(5_432).describe('port of the server'),
      port: wholeNumber.min(0).max(65_535).default(0).describe('listen here; 0 takes a free one'),
    },
  },
  process.argv.slice(2),
)

const stopped = stopSignal()
listenFrom(options.port)
const proxy = await startNetworkProxy({ host: options.host, port: options.to })
console.log(JSON.stringify({ port: proxy.port }))
const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  if (line.trim() !== '') console.log(runCommand(proxy, line))
})
if (!stopped.aborted) await once(stopped, 'abort')
lines.close()
await proxy.close()
