import { sql } from 'kysely'
import { isoTimes } from '../../http/iso-times.ts'
import { Timestamp, z } from '../../http/router.ts'
import { checkReader, visibleFields, type PoolRate, type VisibleCheck } from '../checks/index.ts'
import { CHECK_KINDS, type CheckKind } from './store/checks.ts'
import { pagesFor } from './estimate.ts'

const ListView = z.object({
  kind: z.enum(['followers', 'following']),
  state: z.enum(['pending', 'reading', 'verifying', 'complete', 'incomplete']),
  reason: z.string().nullable().openapi({ description: 'Why it is incomplete' }),
  collected: z.int(),
  expected: z.int().nullable().openapi({ description: 'By the profile when it began' }),
  expected_at_end: z.int().nullable(),
  pages: z.int().openapi({ description: 'Those that were read again included' }),
  requests: z.int(),
  new_since: Timestamp.nullable().openapi({
    description:
      'Only those who joined since this reading of the whole list are read, the newest first, ' +
      'until known members follow; nothing is concluded about who left. null: the whole list',
  }),
  new_members: z.int().openapi({ description: 'Members that the whole reading did not have' }),
  whole_every: z.int().nullable().openapi({
    description: 'One of so many readings of the list reads it whole (GRAMD_RELATION_WHOLE_EVERY)',
  }),
  whole_because: z
    .enum(['turn', 'requested', 'not_newest_first', 'not_newest_before'])
    .nullable()
    .openapi({
      description:
        'Why the whole list is read although an earlier check knows it: its turn, by request, ' +
        'or Instagram did not send the newest first, now or the last time',
    }),
})
type ListView = z.output<typeof ListView>

export const CheckView = z
  .object({
    ...visibleFields,
    complete: z.boolean().openapi({
      description:
        'All its lists are complete; only then does absence from a list prove "does not follow"',
    }),
    username: z.string().nullable(),
    platform_id: z.string().nullable(),
    blog_id: z.uuid().nullable(),
    kinds: z.array(z.enum(CHECK_KINDS)),
    max: z.int().nullable().openapi({ description: 'The most members of each list' }),
    lists: z.array(ListView),
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

/** A check with its lists, in the state that follows from its task. Times are world time. */
export type CheckRow = VisibleCheck & {
  username: string | null
  platform_id: string | null
  blog_id: string | null
  kinds: CheckKind[]
  max: number | null
  lists: ListView[]
}

/** A list that was open when its check ended has the check's reason. */
export const relationChecks = checkReader<CheckRow>(
  { table: 'relation_checks', taskType: 'relation_check', noun: 'relation check' },
  sql`
    c.username, c.platform_id, c.blog_id, c.kinds, c.max_members as max,
    (
      select coalesce(jsonb_agg(to_jsonb(l) - '{check_id,reading,erased,base_check_id,known_run}'::text[]
        || jsonb_build_object('new_since',
          to_char(l.new_since at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) || case
          when c.completed_at is null or c.is_open or l.state in ('complete', 'incomplete') then '{}'
          else jsonb_build_object('state', 'incomplete', 'reason', c.status_reason)
        end order by l.kind), '[]')
      from relation_lists l where l.check_id = c.id
    ) as lists`,
)

/** Returns the view of a check. Without `secondsFor`, the time that is left is unknown. */
export function viewCheck(check: CheckRow, secondsFor?: PoolRate): CheckView {
  const { requests, accounts, is_open: _, ...row } = check
  const { lists } = row
  const sum = (field: 'collected' | 'pages' | 'requests'): number =>
    lists.reduce((total, list) => total + list[field], 0)
  return {
    ...isoTimes(row),
    complete: row.status === 'complete',
    progress: {
      collected: sum('collected'),
      expected: sumOfKnown(lists.map(({ expected }) => expected)),
      pages: sum('pages'),
      requests: requests + sum('requests'),
      accounts,
      seconds_left: secondsLeft(row, secondsFor),
    },
  }
}

/** World seconds; null while unknown. */
function secondsLeft(
  { completed_at, lists, max }: Pick<CheckRow, 'completed_at' | 'lists' | 'max'>,
  secondsFor: PoolRate | undefined,
): number | null {
  if (completed_at !== null) return 0
  const left = sumOfKnown(lists.map((list) => pagesLeft(list, max)))
  return left === null ? null : (secondsFor?.(left) ?? null)
}

/** Null when one of them is unknown. */
const sumOfKnown = (counts: readonly (number | null)[]): number | null =>
  counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0)

/** Pages that are still to be read, if they stay as large as they were so far. */
function pagesLeft({ state, expected, collected, pages }: ListView, max: number | null) {
  if (state === 'complete' || state === 'incomplete') return 0
  if (expected === null) return null
  const left = Math.max(0, Math.min(expected, max ?? Infinity) - collected)
  const perPage = pages > 0 && collected > 0 ? collected / pages : undefined
  return collected > 0 && left === 0 ? 0 : pagesFor(left, null, perPage)
}
