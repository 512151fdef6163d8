import { sql } from 'kysely'
import { z } from '../../http/router.ts'
import type { MemberList } from '../../platforms/member-reader.ts'
import {
  checkReader,
  shownFields,
  viewShown,
  type PoolRate,
  type ShownCheck,
} from '../checks/index.ts'
import { CHECK_KINDS, type CheckKind } from './checks-store.ts'
import { pagesFor } from './estimate.ts'

type ListRow = {
  kind: MemberList
  state: string
  reason: string | null
  collected: number
  expected: number | null
  expected_at_end: number | null
  pages: number
  requests: number
}

/** A check with its lists, in the state that its task gives it. Times are world time. */
export type CheckRow = ShownCheck & {
  username: string | null
  platform_id: string | null
  blog_id: string | null
  kinds: CheckKind[]
  max_members: number | null
  now: Date
  lists: ListRow[]
}

export const relationChecks = checkReader<CheckRow>(
  { table: 'relation_checks', taskType: 'relation_check', noun: 'relation check' },
  sql`
    c.username, c.platform_id, c.blog_id, c.kinds, c.max_members, c.now,
    (
      select coalesce(jsonb_agg(to_jsonb(l) - '{check_id,reading}'::text[] order by l.kind), '[]')
      from relation_lists l where l.check_id = c.id
    ) as lists`,
)

const ListState = z.enum(['pending', 'reading', 'verifying', 'complete', 'incomplete'])

export const CheckView = z
  .object({
    ...shownFields,
    complete: z.boolean().openapi({
      description:
        'All its lists are complete; only then does absence from a list prove "does not follow"',
    }),
    username: z.string().nullable(),
    platform_id: z.string().nullable(),
    blog_id: z.uuid().nullable(),
    kinds: z.array(z.enum(CHECK_KINDS)),
    max: z.int().nullable().openapi({ description: 'The most members of each list' }),
    lists: z.array(
      z.object({
        kind: z.enum(['followers', 'following']),
        state: ListState,
        reason: z.string().nullable().openapi({ description: 'Why it is incomplete' }),
        collected: z.int(),
        expected: z.int().nullable().openapi({ description: 'By the profile when it began' }),
        expected_at_end: z.int().nullable(),
        pages: z.int().openapi({ description: 'Those that were read again included' }),
        requests: z.int(),
      }),
    ),
    progress: z.object({
      collected: z.int(),
      expected: z.int().nullable().openapi({ description: 'null while a length is unknown' }),
      pages: z.int(),
      requests: z.int().openapi({ description: 'Logins apart' }),
      accounts: z.array(z.string()).openapi({ description: 'Of the pool, that have read for it' }),
      seconds_left: z.number().nullable().openapi({
        description: "With today's pool and no other work; null while unknown",
      }),
    }),
  })
  .openapi('RelationCheck')
export type CheckView = z.output<typeof CheckView>

/** Without `secondsFor`, the time that is left is unknown. */
export function viewCheck(row: CheckRow, secondsFor?: PoolRate): CheckView {
  const lists = row.lists.map((list) => viewList(row, list))
  const sum = (field: 'collected' | 'pages' | 'requests'): number =>
    lists.reduce((total, list) => total + list[field], 0)
  const lengths = lists.map((list) => list.expected)
  return {
    ...viewShown(row),
    complete: row.status === 'complete',
    username: row.username,
    platform_id: row.platform_id,
    blog_id: row.blog_id,
    kinds: row.kinds,
    max: row.max_members,
    lists,
    progress: {
      collected: sum('collected'),
      expected: lengths.includes(null)
        ? null
        : lengths.reduce<number>((total, length) => total + (length ?? 0), 0),
      pages: sum('pages'),
      requests: row.requests + sum('requests'),
      accounts: row.accounts,
      seconds_left: secondsLeft(row, secondsFor),
    },
  }
}

/** A list that was open when its check ended has the check's reason. */
function viewList(check: CheckRow, list: ListRow): CheckView['lists'][number] {
  const state = ListState.parse(list.state)
  const isCut = check.completed_at !== null && state !== 'complete' && state !== 'incomplete'
  return isCut ? { ...list, state: 'incomplete', reason: check.status_reason } : { ...list, state }
}

/** World seconds; null while unknown. */
function secondsLeft(check: CheckRow, secondsFor: PoolRate | undefined): number | null {
  if (check.completed_at !== null) return 0
  const pages = check.lists.map((list) => pagesLeft(list, check.max_members))
  const known = pages.filter((count) => count !== null)
  if (known.length < pages.length) return null
  const left = known.reduce((total, count) => total + count, 0)
  return secondsFor?.(left) ?? null
}

/** Pages that are still to be read, if they stay as large as they were so far. */
function pagesLeft({ state, expected, collected, pages }: ListRow, max: number | null) {
  if (state === 'complete' || state === 'incomplete') return 0
  if (expected === null) return null
  const left = Math.max(0, Math.min(expected, max ?? Infinity) - collected)
  const perPage = pages > 0 && collected > 0 ? collected / pages : undefined
  return collected > 0 && left === 0 ? 0 : pagesFor(left, null, perPage)
}
