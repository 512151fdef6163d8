import type { CreatorBefore } from '../../services.ts'
import type { NewsKind } from '../../../creators/news-kinds.ts'
import type { Rules } from '../rules.ts'

/** The stored facts of a creator now. */
export type CreatorNow = {
  username: string
  scrape_status: string
  risk_flags: readonly string[]
  updated_at: Date
}

export type StatusNews = {
  kind: NewsKind
  happened_at: Date
  dedupe_key: string
  details: Readonly<Record<string, string | null>>
}

const UNSEEN: ReadonlySet<string> = new Set(['private', 'restricted', 'deleted'])
const isPlaceholder = (username: string): boolean => username.startsWith('~')

/**
 * Returns what a reading has changed of a creator: name, risk flags, and whether the profile can be
 * seen. A change has the time of the reading in its key, so a change and its way back are two.
 */
export function statusNews(rules: Rules, before: CreatorBefore, now: CreatorNow): StatusNews[] {
  const news = (kind: NewsKind, key: string, details: StatusNews['details']): StatusNews => ({
    kind,
    happened_at: now.updated_at,
    dedupe_key: `${kind}:${key}:${now.updated_at.toISOString()}`,
    details,
  })
  return [
    ...(rules.renamed ? renamed(before, now, news) : []),
    ...visibility(rules, before, now, news),
    ...(rules.risk_flags
      ? now.risk_flags
          .filter((flag) => !before.risk_flags.includes(flag))
          .map((flag) => news('risk_flag', flag, { flag }))
      : []),
  ]
}

type Make = (kind: NewsKind, key: string, details: StatusNews['details']) => StatusNews

function renamed(before: CreatorBefore, now: CreatorNow, news: Make): StatusNews[] {
  if (before.username === now.username || isPlaceholder(now.username)) return []
  const known = isPlaceholder(before.username) ? null : before.username
  return [news('renamed', now.username, { before: known, now: now.username })]
}

function visibility(
  rules: Rules,
  { scrape_status: then }: CreatorBefore,
  { scrape_status: status }: CreatorNow,
  news: Make,
): StatusNews[] {
  if (then === status) return []
  if (status === 'private') return rules.private ? [news('private', then, {})] : []
  if (UNSEEN.has(status)) return rules.gone ? [news('gone', status, { status })] : []
  return UNSEEN.has(then) && rules.back ? [news('back', then, { status: then })] : []
}
