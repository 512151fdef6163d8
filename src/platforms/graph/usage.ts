import { z } from 'zod'
import type { GraphUsage } from '../graph-call.ts'
import { decimal, isRecord } from '../graph-answers.ts'

const Figures = z.object({
  call_count: decimal,
  total_time: decimal,
  total_cputime: decimal,
  /** Names of calls and processor time on the host of Instagram Login. */
  call_volume: decimal,
  cpu_time: decimal,
  /** Minutes, not seconds. */
  estimated_time_to_regain_access: decimal,
})

const MINUTE_MS = 60_000

/**
 * Returns the usage that an answer reports in both headers. The keys of the second are ids of
 * business objects, not always the account's own, so all of them count.
 */
export function usageOf(headers: Headers, appId: string): GraphUsage[] {
  const app = headerJson(headers, 'x-app-usage')
  const accounts = headerJson(headers, 'x-business-use-case-usage')
  return [
    ...(isRecord(app) ? usage('app', appId, [app]) : []),
    ...(isRecord(accounts)
      ? Object.entries(accounts).flatMap(([key, entries]) =>
          usage('account', key, Array.isArray(entries) ? entries : [entries]),
        )
      : []),
  ]
}

/** The longest wait, in ms, that the usage of a refused call names. */
export const regainMsOf = (usage: readonly GraphUsage[]): number | null => {
  const waits = usage.flatMap(({ regainMs }) => regainMs ?? [])
  return waits.length > 0 ? Math.max(...waits) : null
}

function usage(scope: GraphUsage['scope'], key: string, entries: readonly unknown[]): GraphUsage[] {
  const read = entries.flatMap((entry) => Figures.safeParse(entry).data ?? [])
  const used = read.flatMap((each) => [
    each.call_count,
    each.call_volume,
    each.total_time,
    each.total_cputime,
    each.cpu_time,
  ])
  const figures = used.filter((figure) => figure !== null)
  if (figures.length === 0) return []
  const minutes = Math.max(0, ...read.map((each) => each.estimated_time_to_regain_access ?? 0))
  const percent = Math.max(0, ...figures)
  return [{ scope, key, percent, regainMs: minutes > 0 ? minutes * MINUTE_MS : null }]
}

function headerJson(headers: Headers, name: string): unknown {
  const value = headers.get(name)
  if (value === null) return undefined
  try {
    return JSON.parse(value)
  } catch {
    // An unreadable header reports no usage; the answer itself is not affected.
    return undefined
  }
}
