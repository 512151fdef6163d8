import { fault, textMatching } from '../../http/fault.ts'
import { Timestamp, z } from '../../http/router.ts'
import { DEFAULT_RULES, ruleFields } from './rules.ts'
import { DIGESTS, type WatchRow } from './store/watches.ts'

const settings = {
  ...ruleFields,
  digest: z.enum(DIGESTS).openapi({
    description: 'Messages at once, or one a day or a week; nothing is sent when nothing happened',
  }),
  digest_time: textMatching(
    z.string(),
    /^([01][0-9]|2[0-3]):[0-5][0-9]$/,
    fault('not_a_day_time', 'expected a time such as 09:00'),
  ).openapi({ description: 'Of a digest, in the zone of GRAMD_CRON_TIMEZONE', example: '09:00' }),
  digest_weekday: z.int().min(1).max(7).openapi({ description: 'Of a weekly digest; 1 is Monday' }),
  is_for_team: z.boolean().openapi({
    description: "Whether the team's webhook and Telegram, and operators, get the messages, too",
  }),
  language: textMatching(
    z.string(),
    /^[a-z]{2,3}$/,
    fault('not_a_language', 'expected a language, as in en or ru'),
  ).openapi({
    description: 'Of messages to the team; users get them in their own',
    example: 'ru',
  }),
}

/** The settings in a request: missing ones stay, or have their default when a watch begins. */
export const WatchChange = z
  .strictObject({
    ...settings,
    receivers: z
      .array(z.string().trim().toLowerCase().min(1).max(100))
      .max(50)
      .openapi({
        description: 'Logins of users who get the messages; you, when you begin a watch without it',
        example: ['aigerim'],
      }),
  })
  .partial()
  .openapi('WatchChange')
export type WatchChange = z.output<typeof WatchChange>

const Colleague = z.object({ login: z.string(), name: z.string() })

export const WatchView = z
  .object({
    list: z.object({ id: z.uuid(), name: z.string(), members: z.int() }),
    is_watched: z
      .boolean()
      .openapi({ description: 'If not, the rules are those it would begin with' }),
    ...z.object(settings).shape,
    brands: z.array(z.string()),
    receivers: z.array(Colleague),
    watched_since: Timestamp.nullable().openapi({ description: 'What happened before is no news' }),
    next_digest_at: Timestamp.nullable(),
    news: z.int().openapi({ description: 'Of the last 30 days' }),
    unread: z.int().openapi({ description: 'Those that you have not read' }),
    updated_at: Timestamp.nullable(),
  })
  .openapi('Watch')

/** The settings of a watch that begins. */
export const DEFAULT_WATCH: Pick<
  WatchRow,
  'digest' | 'digest_time' | 'digest_weekday' | 'is_for_team' | 'language'
> = {
  digest: 'daily',
  digest_time: '09:00',
  digest_weekday: 1,
  is_for_team: false,
  language: 'en',
}

export function viewWatch(row: WatchRow) {
  const { list_id, name, members, rules, ...others } = row
  return { list: { id: list_id, name, members }, is_watched: true, ...rules, ...others }
}

/** The view of a list that is not watched. */
export const notWatched = (list: { id: string; name: string; members: number }) => ({
  list,
  is_watched: false,
  ...DEFAULT_RULES,
  ...DEFAULT_WATCH,
  receivers: [] as { login: string; name: string }[],
  watched_since: null,
  next_digest_at: null,
  news: 0,
  unread: 0,
  updated_at: null,
})
