import type { Selector } from './promql.ts'

/** What is known of a series. */
export type Series = {
  isCounter: boolean
  /** Each process has a value of its own; otherwise all of them read the same one from the database. */
  isOfProcess: boolean
  labels: readonly string[]
}

/** Names of gauges that are no numbers of things: of these, the largest says something. */
const MEASURE = /_(seconds|ratio|usd|bucket)$/

/**
 * Says what an expression gets wrong as soon as several processes are scraped; null for nothing. Counters are of one
 * process and are added up; gauges of the database are the same in all processes, and adding them would multiply them.
 * `isAboutProcess`: it is for an alert that names the process.
 */
export function faultOfReplicas(
  { metric, matchers, aggregations: [inner] }: Selector,
  { isCounter, isOfProcess, labels }: Series,
  { isAboutProcess = false } = {},
): string | null {
  if (!inner) return `${metric} is not added up: sum, max or min is missing`
  if (isAboutProcess && !inner.by.includes('instance'))
    return `the alert names a process, and ${metric} is not by instance`
  if (isCounter) return inner.op === 'sum' ? null : `${metric}: counters are added up with sum`
  if (isOfProcess) return null
  if (inner.op !== 'max' && inner.op !== 'min')
    return `${metric} would be multiplied by the number of processes: join it with max`
  if (MEASURE.test(metric)) return null
  const fixed = matchers.filter(({ op }) => op === '=').map(({ label }) => label)
  const lost = labels.find((label) => !inner.by.includes(label) && !fixed.includes(label))
  return lost === undefined ? null : `${metric}: ${lost} is lost, of which only one value is shown`
}
