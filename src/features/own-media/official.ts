import { Timestamp, z } from '../../http/router.ts'

/** Meta's numbers of a post or a story for the owner of a connected account. */
export type OfficialRow = {
  id: string
  /** Whether the team has connected the account that published it. */
  is_connected: boolean
  /** Whether a person has connected it for themselves. */
  is_personal: boolean
  /** Whether no connection of the team works until its owner authorizes it again. */
  access_ended: boolean
  /** Whether Meta gives no numbers of it any more: a story after its 24 hours. */
  has_ended: boolean
  taken_at: Date
  read_at: Date | null
  metrics: Record<string, unknown> | null
  /** Why the last reading of a story brought nothing. */
  gap: 'too_few_viewers' | 'right_missing' | 'not_yet_counted' | 'refused' | 'gone' | null
}

const NO_NUMBERS = [
  'not_connected',
  'personal',
  'not_read',
  'too_few_viewers',
  'ended',
  'access_ended',
  'right_missing',
  'refused',
] as const

const count = z.int().nullable()

/** The shape in which programs get them. */
export const OfficialNumbers = z
  .object({
    reason: z
      .enum(NO_NUMBERS)
      .nullable()
      .openapi({
        description:
          'Why there is nothing: the account is not connected, a person has connected it for ' +
          'themselves, Meta was not asked yet, fewer than five people saw the story, it ended ' +
          'before it was read, the account has to be authorized again, the connection lacks the ' +
          'right to insights, or Meta refuses',
      }),
    read_at: Timestamp.nullable(),
    age_hours: z.number().nullable().openapi({
      description: 'From the publication to the reading; the last reading of a story is at 23',
    }),
    reach: count,
    saves: count,
    shares: count,
    views: count,
    replies: count.openapi({ description: 'Of stories' }),
    navigation: count.openapi({ description: 'Taps and exits of stories' }),
  })
  .openapi('OfficialNumbers', {
    description: 'By Meta’s official interface; null where Meta withholds a number',
  })
type Official = z.infer<typeof OfficialNumbers>

const NONE: Omit<Official, 'reason'> = {
  read_at: null,
  age_hours: null,
  reach: null,
  saves: null,
  shares: null,
  views: null,
  replies: null,
  navigation: null,
}

/** Meta's numbers of a post or a story, or why there are none; null where Meta withholds one. */
export function showOfficial(row: OfficialRow | undefined): Official {
  if (row?.metrics && row.read_at) {
    const { metrics } = row
    return {
      reason: null,
      read_at: row.read_at.toISOString(),
      age_hours: hoursBetween(row.taken_at, row.read_at),
      reach: numberIn(metrics['reach']),
      saves: numberIn(metrics['saved']),
      shares: numberIn(metrics['shares']),
      views: numberIn(metrics['views']),
      replies: numberIn(metrics['replies']),
      navigation: numberIn(metrics['navigation']),
    }
  }
  return {
    ...NONE,
    reason: row?.is_connected ? gapOf(row) : row?.is_personal ? 'personal' : 'not_connected',
  }
}

/** Why a connected account has no numbers of it. */
function gapOf({ gap, has_ended, access_ended }: OfficialRow): Official['reason'] {
  if (gap === 'too_few_viewers' || gap === 'right_missing') return gap
  if (access_ended) return 'access_ended'
  if (has_ended) return 'ended'
  return gap === 'refused' ? 'refused' : 'not_read'
}

const HOUR_MS = 3_600_000

/** With one decimal. */
export const hoursBetween = (from: Date, until: Date): number =>
  Math.round((until.getTime() - from.getTime()) / (HOUR_MS / 10)) / 10

const numberIn = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : null
