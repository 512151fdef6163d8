import pg from 'pg'
import { z } from 'zod'
import type { DemoWorld } from '../demo/world.ts'
import { createControlClient } from './control-client.ts'

/** What became of one account. */
type AccountFate = {
  username: string
  state: string
  requests: number
  logins: number
  /** How often it met what, by the code of the event. */
  events: Record<string, number>
}

export type StormReport = {
  profiles: number
  minutes: number
  /** World time from the first request to the last. */
  hours: number
  requests: number
  /** Ends of the scrapes and analyses: `done` by outcome, `failed` by code, and whatever is still open. */
  tasks: Record<string, number>
  /** Creators by their status. */
  creators: Record<string, number>
  accounts: AccountFate[]
  proxies: Record<string, number>
  messages: Record<string, number>
  violations: Record<string, number>
  /** What must not be; empty when all is well. */
  failures: string[]
}

const Referee = z.object({
  accounts: z.record(z.string(), z.object({ requests: z.number(), logins: z.number() })),
  violations: z.number(),
  violations_by_rule: z.record(z.string(), z.number()),
})

const TASKS = `
  select task_type || ' ' || status || coalesce(' ' || coalesce(error_code, result ->> 'outcome'), '') as what,
    count(*)::integer
  from scrape_tasks where task_type in ('full_scrape', 'ai_analysis') group by 1 order by 1`
const CREATORS = 'select scrape_status as what, count(*)::integer from blogs group by 1 order by 1'
const PROXIES =
  "select case when is_spare then 'spare ' else '' end || state as what, count(*)::integer from proxies group by 1 order by 1"
const MESSAGES = 'select kind as what, count(*)::integer from notifications group by 1 order by 1'
const EVENTS = `
  select a.username, a.state, e.event, count(e.id)::integer as count
  from instagram_accounts a left join account_events e on e.account_id = a.id
  group by 1, 2, 3 order by 1, 3`
const SPAN = `
  select coalesce(extract(epoch from max(ended_at) - min(reserved_at)) / 3600, 0)::float8 as hours,
    count(*)::integer as requests
  from account_requests`

/** Reads what became of everything, and what of it must not be. */
export async function readReport(
  world: DemoWorld,
  run: { profiles: number; hasEnded: boolean; minutes: number },
): Promise<StormReport> {
  const referee = Referee.parse(
    await createControlClient(world.stands.instagram.controlUrl).get('/referee'),
  )
  const client = new pg.Client({ connectionString: world.databaseUrl })
  await client.connect()
  try {
    const counts = async (text: string): Promise<Record<string, number>> => {
      const { rows } = await client.query<{ what: string; count: number }>(text)
      return Object.fromEntries(rows.map(({ what, count }) => [what, count]))
    }
    const span = await client.query<{ hours: number; requests: number }>(SPAN)
    const report = {
      profiles: run.profiles,
      minutes: round(run.minutes),
      hours: round(span.rows[0]?.hours ?? 0),
      requests: Object.values(referee.accounts).reduce((sum, each) => sum + each.requests, 0),
      tasks: await counts(TASKS),
      creators: await counts(CREATORS),
      accounts: await readFates(client, referee),
      proxies: await counts(PROXIES),
      messages: await counts(MESSAGES),
      violations: referee.violations_by_rule,
    }
    return { ...report, failures: failuresOf(report, run, referee.violations) }
  } finally {
    await client.end()
  }
}

async function readFates(
  client: pg.Client,
  referee: z.output<typeof Referee>,
): Promise<AccountFate[]> {
  const { rows } = await client.query<{
    username: string
    state: string
    event: string | null
    count: number
  }>(EVENTS)
  const fates = new Map<string, AccountFate>()
  for (const { username, state, event, count } of rows) {
    const totals = referee.accounts[username] ?? { requests: 0, logins: 0 }
    const { requests, logins } = totals
    const fate = fates.get(username) ?? { username, state, requests, logins, events: {} }
    if (event !== null) fate.events[event] = count
    fates.set(username, fate)
  }
  return [...fates.values()]
}

/** Forbidden results: open or lost work, unexplained failures, broken rules. */
export function failuresOf(
  { tasks, creators, profiles }: Pick<StormReport, 'tasks' | 'creators' | 'profiles'>,
  { hasEnded }: { hasEnded: boolean },
  violations: number,
): string[] {
  const scrapes = Object.entries(tasks).filter(([what]) => what.startsWith('full_scrape'))
  const scraped = scrapes.reduce((sum, [, count]) => sum + count, 0)
  const known = Object.values(creators).reduce((sum, count) => sum + count, 0)
  // Whoever asks for a creator on whom accounts were lost is told so; nothing else may fail.
  const failed = Object.entries(tasks).filter(
    ([what]) => what.includes(' failed') && !what.endsWith('target_set_aside'),
  )
  return [
    ...(hasEnded ? [] : ['time ran out before all tasks had ended']),
    ...(scraped < profiles ? [`${profiles - scraped} scrapes are lost`] : []),
    ...(known < profiles ? [`${profiles - known} creators are lost`] : []),
    ...failed.map(([what, count]) => `${count} × ${what}`),
    ...(violations > 0 ? [`the referee counts ${violations} broken rules`] : []),
  ]
}

const round = (value: number): number => Math.round(value * 10) / 10
