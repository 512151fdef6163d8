import type { Client } from 'pg'
import { layTable } from '../../src/cli/show/table.ts'
import type { LocalGramd } from '../run/local-gramd.ts'
import {
  countsText,
  minutesSince,
  oneDecimal,
  readCounts,
  readReferee,
  sumOf,
  violationFailures,
  withConnection,
  type RefereeCounts,
} from '../run/report.ts'

type AccountEnd = {
  username: string
  state: string
  requests: number
  logins: number
  /** Counts by event. */
  events: Record<string, number>
}

export type StormReport = {
  profiles: number
  minutes: number
  /** World time from the first request to the last. */
  hours: number
  requests: number
  /**
   * Scrapes and analyses by type and status, with the outcome of `done` and the code of `failed`.
   */
  tasks: Record<string, number>
  /** Creators by status. */
  creators: Record<string, number>
  accounts: AccountEnd[]
  proxies: Record<string, number>
  messages: Record<string, number>
  violations: Record<string, number>
  failures: string[]
}

const TASKS = `
  select task_type || ' ' || status || coalesce(' ' || coalesce(error_code, result ->> 'outcome'), '') as name,
    count(*)::integer
  from scrape_tasks where task_type in ('full_scrape', 'ai_analysis') group by 1 order by 1`
const CREATORS = 'select scrape_status as name, count(*)::integer from blogs group by 1 order by 1'
const PROXIES = `
  select case when is_spare then 'spare ' else '' end || state as name, count(*)::integer
  from proxies group by 1 order by 1`
const MESSAGES = 'select kind as name, count(*)::integer from notifications group by 1 order by 1'
const EVENTS = `
  select a.username, a.state, e.event, count(e.id)::integer as count
  from instagram_accounts a left join account_events e on e.account_id = a.id
  group by 1, 2, 3 order by 1, 3`
const HOURS = `
  select coalesce(extract(epoch from max(ended_at) - min(reserved_at)) / 3600, 0)::float8 as hours
  from account_requests`

export async function readReport(
  gramd: LocalGramd,
  run: { profiles: number; hasEnded: boolean; startedAt: number },
): Promise<StormReport> {
  const referee = await readReferee(gramd.control)
  return await withConnection(gramd.databaseUrl, async (client) => {
    const { rows } = await client.query<{ hours: number }>(HOURS)
    const report = {
      profiles: run.profiles,
      minutes: minutesSince(run.startedAt),
      hours: oneDecimal(rows[0]?.hours ?? 0),
      requests: sumOf(Object.values(referee.accounts).map((each) => each.requests)),
      tasks: await readCounts(client, TASKS),
      creators: await readCounts(client, CREATORS),
      accounts: await readAccounts(client, referee),
      proxies: await readCounts(client, PROXIES),
      messages: await readCounts(client, MESSAGES),
      violations: referee.violations_by_rule,
    }
    return { ...report, failures: failuresOf(report, run, referee.violations) }
  })
}

async function readAccounts(client: Client, referee: RefereeCounts): Promise<AccountEnd[]> {
  const { rows } = await client.query<{
    username: string
    state: string
    event: string | null
    count: number
  }>(EVENTS)
  const accounts = new Map<string, AccountEnd>()
  for (const { username, state, event, count } of rows) {
    const { requests, logins } = referee.accounts[username] ?? { requests: 0, logins: 0 }
    const account = accounts.get(username) ?? { username, state, requests, logins, events: {} }
    if (event !== null) account.events[event] = count
    accounts.set(username, account)
  }
  return [...accounts.values()]
}

/** Open or lost work, unexplained failures, broken rules. */
export function failuresOf(
  { tasks, creators, profiles }: Pick<StormReport, 'tasks' | 'creators' | 'profiles'>,
  { hasEnded }: { hasEnded: boolean },
  violations: number,
): string[] {
  const scrapes = Object.entries(tasks).filter(([name]) => name.startsWith('full_scrape'))
  const scraped = sumOf(scrapes.map(([, count]) => count))
  const known = sumOf(Object.values(creators))
  // A scrape may fail because accounts met challenges on its creator; nothing else may fail.
  const failed = Object.entries(tasks).filter(
    ([name]) => name.includes(' failed') && !name.endsWith('target_quarantined'),
  )
  return [
    ...(hasEnded ? [] : ['time ran out before all tasks had ended']),
    ...(scraped < profiles ? [`${profiles - scraped} scrapes are lost`] : []),
    ...(known < profiles ? [`${profiles - known} creators are lost`] : []),
    ...failed.map(([name, count]) => `${count} × ${name}`),
    ...violationFailures(violations),
  ]
}

const HEAD = ['account', 'state', 'requests', 'logins', 'events']

/** A line for each account, then the sums. */
export function describeReport(report: StormReport): string {
  const rows = report.accounts.map(({ username, state, requests, logins, events }) => [
    username,
    state,
    String(requests).padStart(8),
    String(logins).padStart(6),
    countsText(events),
  ])
  return [
    ...layTable(HEAD, rows, Number.POSITIVE_INFINITY),
    '',
    `${report.profiles} profiles, ${report.requests} requests in ${report.hours} h of world ` +
      `time (${report.minutes} min)`,
    `tasks:    ${countsText(report.tasks)}`,
    `creators: ${countsText(report.creators)}`,
    `proxies:  ${countsText(report.proxies)}`,
    `messages: ${countsText(report.messages)}`,
    `referee:  ${countsText(report.violations)}`,
  ].join('\n')
}
