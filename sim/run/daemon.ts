// gramd as `gramd start` runs it, except that the database may have a compressed clock.
import { loadConfig } from '../../src/config.ts'
import { limitHeap } from '../../src/base/heap-limit.ts'
import { openLog } from '../../src/base/log/log.ts'
import { shutdownOnSignals } from '../../src/base/shutdown.ts'

const config = loadConfig(process.env)
const { log, loss } = await openLog({
  level: config.logLevel,
  pretty: false,
  fd: process.stdout.fd,
})
// It ends with the program that started it.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
try {
  // As in main.ts: the heap is limited before the server's code is loaded.
  limitHeap()
  const { runDaemon } = await import('../../src/daemon.ts')
  const options = { allowShiftedClock: true, logLoss: loss }
  await runDaemon(config, log, shutdownOnSignals(process, log), options)
} catch (error) {
  log.fatal({ err: error }, 'gramd cannot continue')
  process.exitCode = 1
}
