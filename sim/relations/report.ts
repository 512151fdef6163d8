import { z } from 'zod'
import type { LocalGramd } from '../run/local-gramd.ts'
import {
  countsText,
  minutesSince,
  oneDecimal,
  readCounts,
  readReferee,
  sumOf,
  withConnection,
} from '../run/report.ts'
import type { Check } from './check-client.ts'
import { judgeLists } from './judge-lists.ts'
import { peaksByTenth } from './memory.ts'
import type { ScenarioEnd } from './scenario.ts'
import { COUNT_EVENTS, readSizes } from './stored.ts'
import { checkFailures, readRuleFailures } from './verdict.ts'

type CaseReport = {
  name: string
  /** How each list ended: complete or why not, with its stored members. */
  lists: string[]
  requests: number
  accounts: number
  /** World time from the request to the end. */
  hours: number | null
}

export type RelationsReport = {
  minutes: number
  cases: CaseReport[]
  members: number
  /**
   * The requests for lists and profiles: as the checks count them, and as they arrived at the
   * platform.
   */
  requests: { counted: number; arrived: number }
  /**
   * Megabytes of the daemon: after its start, the peak, and the peak of each tenth of the members.
   */
  memory: { atStart: number | null; peak: number | null; byTenth: (number | null)[] }
  /** Bytes. */
  sizes: { database: number; members: number }
  events: Record<string, number>
  /** Random faults and crashes. */
  struck: Record<string, number>
  violations: Record<string, number>
  failures: string[]
}

const RandomFaults = z.record(z.string(), z.number())
const LIST_CLASSES = ['profile', 'followers', 'following']

/** Compares every check with the truth, and reads its costs. */
export async function readReport(
  gramd: LocalGramd,
  end: ScenarioEnd,
  startedAt: number,
): Promise<RelationsReport> {
  return await withConnection(gramd.databaseUrl, async (client) => {
    const failures = end.hasEnded ? [] : ['time ran out before all checks had ended']
    for (const each of end.cases) {
      const lists = await judgeLists(gramd, client, each)
      failures.push(...checkFailures(each.running.plan, each.check, lists))
    }
    const referee = await readReferee(gramd.control)
    const kills = end.crashes.filter(({ kind }) => kind === 'kill_daemon').length
    if (referee.violations > 0) failures.push(...(await readRuleFailures(gramd.control, kills)))
    const megabytes = end.memory.map((sample) => sample.megabytes)
    const cases = end.cases.map(({ running, check }) => caseReport(running.plan.name, check))
    return {
      minutes: minutesSince(startedAt),
      cases,
      members: sumOf(end.cases.map(({ check }) => check.progress.collected)),
      requests: {
        counted: sumOf(cases.map(({ requests }) => requests)),
        arrived: sumOf(LIST_CLASSES.map((name) => referee.classes[name] ?? 0)),
      },
      memory: {
        atStart: megabytes[0] ?? null,
        peak: megabytes.length === 0 ? null : Math.max(...megabytes),
        byTenth: peaksByTenth(end.memory),
      },
      sizes: await readSizes(client),
      events: await readCounts(client, COUNT_EVENTS),
      struck: {
        ...RandomFaults.parse(await gramd.control.get('/storm')),
        kill_daemon: kills,
        crash_database: end.crashes.length - kills,
      },
      violations: referee.violations_by_rule,
      failures,
    }
  })
}

const caseReport = (name: string, check: Check): CaseReport => ({
  name,
  lists: check.lists.map(
    ({ kind, state, reason, collected }) =>
      `${kind} ${reason ?? state} ${collected.toLocaleString('en')}`,
  ),
  requests: check.progress.requests,
  accounts: check.progress.accounts.length,
  hours:
    check.completed_at === null
      ? null
      : oneDecimal((Date.parse(check.completed_at) - Date.parse(check.created_at)) / 3_600_000),
})

/** A line for each check, then the sums. */
export function describeReport(report: RelationsReport): string {
  const { requests, memory, sizes } = report
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
    `memory:   ${memory.atStart ?? '?'} MB at start, ${memory.peak ?? '?'} MB at peak; by ` +
      `tenths ${memory.byTenth.map((peak) => peak ?? '-').join(' ')}`,
    `database: ${megabytes(sizes.database)}, members ${megabytes(sizes.members)}`,
    `events:   ${countsText(report.events)}`,
    `struck:   ${countsText(report.struck)}`,
    `referee:  ${countsText(report.violations)}`,
  ].join('\n')
}
