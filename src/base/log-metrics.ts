import { Counter, type Registry } from 'prom-client'
import type { LogLoss } from './log-output.ts'

/**
 * Registers the number of dropped log lines, for when the log itself cannot show it.
 */
export function registerLogLoss(registry: Registry, loss: () => LogLoss): void {
  registry.registerMetric(
    new Counter({
      name: 'gramd_log_lines_dropped_total',
      help: 'Log lines of this process that could not be written: the disk was full, or who reads them did not.',
      registers: [],
      collect() {
        this.reset()
        this.inc(loss().dropped)
      },
    }),
  )
}
