import { cpus } from 'node:os'
import { runExperiment } from './experiment.ts'
import { formatPoolTable, lineOf, type PoolLine } from './line.ts'
import { readOptions } from './options.ts'
import { startPoolServer } from './server.ts'

const options = readOptions(process.argv.slice(2))

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interrupted.abort(new Error('interrupted')))
}

const startedAt = performance.now()
const progress = (text: string): void => {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)
  process.stderr.write(`${seconds} s  ${text}\n`)
}

const server = await startPoolServer()
try {
  progress(`${await server.describe()}; Node ${process.version}; ${cpus().length} cores`)
  const report: PoolLine[] = []
  for (const experiment of options.experiments) {
    const begunAt = performance.now()
    const outcome = await runExperiment(
      experiment,
      await server.freshDatabase(),
      interrupted.signal,
    )
    const line = lineOf(experiment, outcome, performance.now() - begunAt)
    report.push(line)
    if (options.json) process.stdout.write(`${JSON.stringify(line)}\n`)
    const { utilisation, took_s: took } = line
    progress(`${experiment.name}: utilisation ${utilisation}, took ${took} s`)
    for (const { statement, calls, meanMs, share } of outcome.costs.heaviest)
      progress(
        `    ${(share * 100).toFixed(0)} %  ${calls} × ${meanMs.toFixed(3)} ms  ${statement}`,
      )
    progress(`    without a result: ${JSON.stringify(outcome.unfinished)}`)
  }
  if (!options.json) process.stdout.write(`${formatPoolTable(report)}\n`)
  progress(`${report.filter(({ met }) => !met).length} experiments did not meet their goals`)
} catch (error) {
  if (!interrupted.signal.aborted) throw error
  progress('interrupted')
  process.exitCode = 130
} finally {
  await server.stop()
}
