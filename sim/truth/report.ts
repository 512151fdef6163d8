import type { Difference } from './compare.ts'

export type TruthReport = {
  creators: number
  minutes: number
  /** Creators by their status. */
  statuses: Record<string, number>
  /** Requests of the scrapes that tell them: how many, the mean and the most. */
  requests: { scrapes: number; mean: number; most: number }
  /** How often gramd warned of what, by message. */
  warnings: Record<string, number>
  differences: Difference[]
  /** What must not be; empty when all is well. */
  failures: string[]
}

const SHOWN = 20

/** The report for people. */
export function describeReport(report: TruthReport): string {
  const { requests, differences, failures } = report
  return [
    `${report.creators} creators in ${report.minutes} min: ${listOf(report.statuses)}`,
    `requests a profile: ${requests.mean} on average, ${requests.most} at most (${requests.scrapes} scrapes)`,
    `warnings: ${listOf(report.warnings) || 'none'}`,
    `fields that differ from the truth: ${differences.length}`,
    ...differences
      .slice(0, SHOWN)
      .map(
        ({ username, field, expected, found }) =>
          `  ${username} ${field}: ${JSON.stringify(expected)} in truth, ${JSON.stringify(found)} in the database`,
      ),
    ...failures.map((failure) => `FAILED: ${failure}`),
  ].join('\n')
}

const listOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ')
