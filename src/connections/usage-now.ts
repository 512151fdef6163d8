import { sql } from 'kysely'
import type { Db } from '../db/handles.ts'
import type { GraphLogin } from '../platforms/graph-call.ts'
import { BUDGET_MODES, freeAt, modeOf, type BudgetMode, type Usage } from './budget.ts'

/** The tightest of the limits that apply to a connection. */
export type UsageNow = {
  percent: number
  mode: BudgetMode
  freeAt: Date | null
  reportedAt: Date | null
}

type Row = {
  scope: string
  key: string
  percent: number
  reported_at: Date
  blocked_until: Date | null
}

/** Returns the used share of the limits of these connections and of their apps, by connection. */
export async function readUsage(
  db: Db,
  connections: readonly { id: string; login: GraphLogin }[],
  { appIdOf, now }: { appIdOf: (login: GraphLogin) => string | null; now: Date },
): Promise<Map<string, UsageNow>> {
  const apps = connections.flatMap(({ login }) => appIdOf(login) ?? [])
  const { rows } = await sql<Row>`
    select scope, key, percent, reported_at, blocked_until from graph_usage
    where scope = 'app' and key = any (${apps}::text[])
      or scope = 'account' and key = any (${connections.map(({ id }) => id)}::text[])`.execute(db)
  const byKey = new Map(rows.map((row) => [`${row.scope} ${row.key}`, row]))
  const usageOf = (key: string): Usage | null => {
    const row = byKey.get(key)
    return row
      ? { percent: row.percent, reportedAt: row.reported_at, blockedUntil: row.blocked_until }
      : null
  }
  return new Map(
    connections.map(({ id, login }) => {
      const limits = [usageOf(`account ${id}`), usageOf(`app ${appIdOf(login) ?? ''}`)]
      return [id, tightest(limits, now)]
    }),
  )
}

function tightest(limits: readonly (Usage | null)[], now: Date): UsageNow {
  const known = limits.flatMap((usage) =>
    usage
      ? [
          {
            percent: usage.percent,
            mode: modeOf(usage, now),
            freeAt: freeAt(usage, now),
            reportedAt: usage.reportedAt,
          },
        ]
      : [],
  )
  const rank = ({ mode }: UsageNow): number => BUDGET_MODES.indexOf(mode)
  const [first] = known.toSorted((a, b) => rank(b) - rank(a) || b.percent - a.percent)
  return first ?? { percent: 0, mode: 'free', freeAt: null, reportedAt: null }
}

/** Whether any of these apps may send a call now; otherwise no task is claimed. */
export async function mayCall(
  db: Db,
  appIds: readonly string[],
): Promise<{ isFree: boolean; freeAt: Date | null }> {
  const { rows } = await sql<{ key: string; until: Date }>`
    select key, blocked_until as until from graph_usage
    where scope = 'app' and key = any (${appIds}::text[]) and blocked_until > world_now()`.execute(
    db,
  )
  if (rows.length < appIds.length) return { isFree: appIds.length > 0, freeAt: null }
  const [first] = rows.map(({ until }) => until).toSorted((a, b) => a.getTime() - b.getTime())
  return { isFree: false, freeAt: first ?? null }
}
