// gramd itself, as `gramd start` runs it, but for the compressed clock that the demo has put into the database.
import { loadConfig } from '../../src/config.ts'
import { limitHeap } from '../../src/base/heap-limit.ts'
import { openLog } from '../../src/base/log.ts'
import { shutdownOnSignals } from '../../src/base/shutdown.ts'

const config = loadConfig(process.env)
const { log, loss } = await openLog({
  level: config.logLevel,
  pretty: false,
  fd: process.stdout.fd,
})
// Without the demo that started it, it must end.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
try {
  // As in main.ts: what all of gramd needs is loaded in a limited heap.
  limitHeap()
  const { runDaemon } = await import('../../src/daemon.ts')
  const options = { allowShiftedClock: true, logLoss: loss }
  await runDaemon(config, log, shutdownOnSignals(process, log), options)
} catch (error) {
  log.fatal({ err: error }, 'gramd cannot go on')
  process.exitCode = 1
}
