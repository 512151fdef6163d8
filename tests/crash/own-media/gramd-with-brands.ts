// gramd as shipped, on a compressed clock, with accounts of the stand-in for Meta that were connected before.
import { z } from 'zod'
import { createBrandReader } from './brand-reader.ts'
import { loadConfig } from '../../../src/config.ts'
import { runDaemon } from '../../../src/daemon.ts'
import { openLog } from '../../../src/base/log.ts'
import { shutdownOnSignals } from '../../../src/base/shutdown.ts'
import { features } from '../../../src/features/index.ts'
import type { Feature } from '../../../src/features/manifest.ts'

const config = loadConfig(process.env)
const { log, loss } = await openLog({
  level: config.logLevel,
  pretty: false,
  fd: process.stdout.fd,
})

const brands: Feature = {
  name: 'brands',
  tasks: [],
  async start(services) {
    const given = z.string().parse(process.env['CRASH_BRANDS'])
    services.ownMediaReader = createBrandReader(JSON.parse(given), services.clock)
  },
}

try {
  await runDaemon(config, log, shutdownOnSignals(process, log), {
    allowShiftedClock: true,
    logLoss: loss,
    features: [...features, brands],
  })
} catch (error) {
  log.fatal({ err: error }, 'gramd cannot continue')
  process.exitCode = 1
}
