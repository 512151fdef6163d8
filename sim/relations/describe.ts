import type { RelationsReport } from './report.ts'

/** The report for people: a line for each check, then the sums. */
export function describeReport(report: RelationsReport): string {
  const { requests, memory, sizes, failures } = report
  const width = Math.max(...report.cases.map(({ name }) => name.length), 5)
  const megabytes = (bytes: number): string => `${Math.round(bytes / 1_048_576)} MB`
  return [
    ...report.cases.map(
      ({ name, lists, requests: sent, accounts, hours }) =>
        `${name.padEnd(width)}  ${lists.join(', ')}; ${sent} requests by ${accounts} accounts, ${hours ?? '?'} h`,
    ),
    '',
    `${report.cases.length} checks, ${report.members.toLocaleString('en')} members in ${report.minutes} min`,
    `requests: ${requests.counted} by the checks, ${requests.arrived} arrived`,
    `memory:   ${memory.atStart ?? '?'} MB at first, ${memory.peak ?? '?'} MB at most; by tenths ${memory.byTenth.map((peak) => peak ?? '-').join(' ')}`,
    `database: ${megabytes(sizes.database)}, members ${megabytes(sizes.members)}`,
    `events:   ${listOf(report.events)}`,
    `struck:   ${listOf(report.struck)}`,
    `referee:  ${listOf(report.violations) || 'no rule was broken'}`,
    ...failures.map((failure) => `FAILED: ${failure}`),
  ].join('\n')
}

const listOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ')
