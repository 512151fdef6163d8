import type { StormReport } from './report.ts'

/** The report for people: a line for each account, then the sums. */
export function describeReport(report: StormReport): string {
  const width = Math.max(...report.accounts.map(({ username }) => username.length), 7)
  const accounts = report.accounts.map(
    ({ username, state, requests, logins, events }) =>
      `${username.padEnd(width)}  ${state.padEnd(14)} ${String(requests).padStart(6)} ${String(logins).padStart(6)}  ${listOf(events)}`,
  )
  return [
    `${'account'.padEnd(width)}  ${'state'.padEnd(14)} ${'sent'.padStart(6)} ${'logins'.padStart(6)}  what it met`,
    ...accounts,
    '',
    `${report.profiles} profiles, ${report.requests} requests in ${report.hours} h of the world (${report.minutes} min)`,
    `tasks:    ${listOf(report.tasks)}`,
    `creators: ${listOf(report.creators)}`,
    `proxies:  ${listOf(report.proxies)}`,
    `messages: ${listOf(report.messages)}`,
    `referee:  ${listOf(report.violations) || 'no rule was broken'}`,
    ...report.failures.map((failure) => `FAILED: ${failure}`),
  ].join('\n')
}

const listOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ')
