import { cpus } from 'node:os'
import type { Bench, Measure } from './bench.ts'
import { installPeers } from './install-peers.ts'
import type { Line } from './line.ts'
import { measureClaim } from './measures/claim.ts'
import { measureCost } from './measures/cost.ts'
import { measureDrain } from './measures/drain.ts'
import { measureEnqueue } from './measures/enqueue.ts'
import { measureKeys } from './measures/keys.ts'
import { measurePickup } from './measures/pickup.ts'
import { measureRecovery } from './measures/recovery.ts'
import { measureReplicas } from './measures/replicas.ts'
import { measureSnapshot } from './measures/snapshot.ts'
import { MEASURES, readOptions, type MeasureName } from './options.ts'
import { startBenchServer } from './server.ts'
import { formatTable } from './table.ts'

const measures: Record<MeasureName, Measure> = {
  drain: measureDrain,
  replicas: measureReplicas,
  enqueue: measureEnqueue,
  pickup: measurePickup,
  snapshot: measureSnapshot,
  keys: measureKeys,
  cost: measureCost,
  claim: measureClaim,
  recovery: measureRecovery,
}

const options = readOptions(process.argv.slice(2))
installPeers()

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupted.abort(new Error('interrupted')))
}

const startedAt = performance.now()
const progress = (text: string): void => {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)
  process.stderr.write(`${seconds} s  ${text}\n`)
}

const server = await startBenchServer()
try {
  progress(`${await server.describe()}; Node ${process.version}; ${cpus().length} cores`)
  const bench: Bench = { options, server, signal: interrupted.signal, progress }
  const report: Line[] = []
  for (const name of MEASURES.filter((each) => options.only.includes(each))) {
    interrupted.signal.throwIfAborted()
    const lines = await measures[name](bench)
    report.push(...lines)
    if (options.json)
      process.stdout.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  }
  if (!options.json) process.stdout.write(`${formatTable(report)}\n`)
  progress(`${report.filter(({ met }) => met === false).length} goals not met`)
} catch (error) {
  if (!interrupted.signal.aborted) throw error
  progress('interrupted')
  process.exitCode = 130
} finally {
  await server.stop()
}
