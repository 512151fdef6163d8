import { Timestamp, z } from '../../http/router.ts'
import { OfficialNumbers } from '../own-media/index.ts'
import { Rate } from './campaign-view.ts'

/** How a post or a story was recognised, the surest first. */
const SIGNS = [
  'code',
  'mention',
  'collaboration',
  'tag',
  'handle',
  'link',
  'hashtag',
  'label',
] as const
export type Sign = (typeof SIGNS)[number]

const ALERT_KINDS = [
  'overdue',
  'not_labelled',
  'gone',
  'code_missing',
  'misspelt_mention',
  'label_removed',
  'caption_edited',
  'comments_off',
] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

const CHANGE_KINDS = [
  'caption_edited',
  'label_added',
  'label_removed',
  'comments_off',
  'comments_on',
  'gone',
  'back',
] as const

/** Why there is no number. */
const NO_VALUE = [
  'not_reached',
  'gone',
  'no_reading_near',
  'no_views',
  'hidden',
  'no_counts',
] as const
export type NoValue = (typeof NO_VALUE)[number]

const STATES = ['delivered', 'partly', 'due', 'overdue', 'nothing_promised'] as const

const count = z.int().nullable()
const money = z.string().nullable().openapi({ example: '4653.00' })

const Counts = z.object({ likes: count, comments: count, plays: count, views: count })

const AtAge = Counts.extend({
  value: z.int().nullable().openapi({ description: 'Views or reactions, as `basis` says' }),
  reason: z.enum(NO_VALUE).nullable().openapi({
    description: 'Why there is no value: `not_reached` (it is on `on`), `gone`, …',
  }),
  on: Timestamp.openapi({ description: 'When the post is or was of this age' }),
})

const Reading = Counts.extend({ read_at: Timestamp })

const ResultView = z
  .object({
    id: z.uuid(),
    kind: z.enum(['post', 'story']),
    media_type: z.enum(['photo', 'video', 'album', 'unknown']),
    format: z.enum(['reel', 'video', 'photo', 'album', 'story']).openapi({
      description: 'How people call it',
    }),
    taken_at: Timestamp,
    url: z.string().nullable(),
    picture: z.string().nullable().openapi({
      description: 'Of the stored picture, which is GET /api/media/{hash}',
    }),
    caption: z.string().nullable(),
    author: z.string().nullable().openapi({
      description: 'The username of a second account that published it; else null',
    }),
    sign: z.enum([...SIGNS, 'hand']),
    quote: z.string().nullable().openapi({ description: 'The words that show the sign' }),
    signs: z.array(z.object({ sign: z.enum(SIGNS), quote: z.string().nullable() })),
    tied_at: Timestamp,
    tied_by: z.string().nullable().openapi({ description: 'The person; null: by its signs' }),
    label: z.enum(['platform', 'words']).nullable(),
    label_quote: z.string().nullable(),
    label_confirmed_by: z.string().nullable(),
    is_labelled: z.boolean().openapi({ description: 'As this creator has to, or confirmed' }),
    gone_since: Timestamp.nullable(),
    last_missed_at: Timestamp.nullable().openapi({
      description: 'When a reading should have met it and did not',
    }),
    last_read_at: Timestamp.nullable(),
    basis: z.enum(['views', 'reactions']).nullable().openapi({
      description: 'What is measured: views of videos, likes and comments of others; null: nothing',
    }),
    at_ages: z.object({ day_1: AtAge, day_3: AtAge, day_7: AtAge, day_30: AtAge }),
    now: Counts.extend({ value: count }),
    official: OfficialNumbers,
    readings: z.array(Reading).openapi({ description: 'At most 40, from the first to the last' }),
    changes: z.array(
      z.object({
        kind: z.enum(CHANGE_KINDS),
        at: Timestamp,
        before: z.string().nullable(),
        after: z.string().nullable(),
      }),
    ),
  })
  .openapi('CampaignResult')
export type ResultView = z.output<typeof ResultView>

const BlogOfCampaign = z.object({
  id: z.uuid(),
  username: z.string(),
  full_name: z.string().nullable(),
  avatar_hash: z.string().nullable(),
  follower_count: z.int().nullable(),
  er: z.number().nullable(),
  scrape_status: z.string(),
})

export const PromiseView = z
  .object({
    posts: z.int(),
    reels: z.int(),
    stories: z.int(),
    due_at: Timestamp.nullable(),
    label_required: z.boolean(),
    words: z.array(z.string()),
    country: z.string().nullable(),
  })
  .openapi('CampaignPromise')
export type PromiseView = z.output<typeof PromiseView>

const Costs = {
  cost_per_view: money,
  cost_per_mille: money,
  cost_per_engagement: money.openapi({ description: 'Per like or comment' }),
}

export const CreatorOfCampaign = z
  .object({
    blog: BlogOfCampaign,
    status: z.string(),
    promised: PromiseView.nullable(),
    codes: z.array(z.string()),
    results: z.array(ResultView),
    delivered: z.object({ posts: z.int(), reels: z.int(), stories: z.int() }).openapi({
      description: 'Counted against what was promised, gone ones too',
    }),
    price: money,
    currency: z.string().nullable(),
    price_in_team_currency: money,
    price_so_far: money.openapi({
      description: 'The share of the price for what was published of the promised',
    }),
    so_far_in_team_currency: money,
    views: count,
    reactions: count,
    ...Costs,
    costs_in_team_currency: z.object(Costs).nullable().openapi({
      description: 'Null without a rate, and where the price is in the team currency',
    }),
    missing_rate: z.string().nullable().openapi({
      description: 'The currency without a rate, if that is why amounts are missing',
    }),
    state: z.enum(STATES),
    last_read_at: Timestamp.nullable(),
  })
  .openapi('CampaignCreator')
export type CreatorOfCampaign = z.output<typeof CreatorOfCampaign>

const Person = z.object({ id: z.uuid(), name: z.string() })

export const AlertView = z
  .object({
    key: z.string().openapi({ description: 'For POST …/alerts/note' }),
    kind: z.enum(ALERT_KINDS),
    blog: z.object({
      id: z.uuid(),
      username: z.string(),
      full_name: z.string().nullable(),
      avatar_hash: z.string().nullable(),
    }),
    result_id: z.uuid().nullable(),
    since: Timestamp,
    expected: z.string().nullable(),
    found: z.string().nullable(),
    quote: z.string().nullable(),
    url: z.string().nullable().openapi({ description: 'The post that the alert is about' }),
    noted_at: Timestamp.nullable(),
    noted_by: z.union([Person, z.null()]),
    note: z.string().nullable(),
  })
  .openapi('CampaignAlert')
export type AlertView = z.output<typeof AlertView>

export const Totals = z
  .object({
    creators: z.int(),
    promised: z.int(),
    published: z.int().openapi({ description: 'Results; of what was promised: `delivered`' }),
    delivered: z.int(),
    there: z.int(),
    gone: z.int(),
    posts: z.int().openapi({ description: 'Results that are no stories' }),
    labelled: z.int().openapi({ description: 'Of `posts`' }),
    reels: z.int().openapi({ description: 'Results that have views' }),
    views: z.int(),
    reactions: z.int(),
    reactions_of: z.int().openapi({ description: 'So many posts show likes and comments' }),
    hidden_likes: z.int().openapi({ description: 'So many posts hide their likes' }),
    currency: z.string().nullable().openapi({
      description: 'Of the amounts: the one asked for, the team’s, or the only one agreed',
    }),
    agreed: money,
    agreed_published: money.openapi({ description: 'The part for what was published' }),
    agreed_by_currency: z.array(z.object({ currency: z.string(), total: z.string() })),
    agreed_in: z
      .array(z.object({ currency: z.string(), total: z.string() }))
      .openapi({ description: 'All that was agreed, in the other currencies that have a rate' }),
    ...Costs,
    missing_rates: z.array(z.string()).openapi({
      description: 'Currencies whose amounts are not in the totals: no rate was entered',
    }),
    as_of: Timestamp.nullable().openapi({ description: 'The latest reading' }),
  })
  .openapi('CampaignTotals')
export type Totals = z.output<typeof Totals>

export const ResultsView = z
  .object({
    creators: z
      .array(CreatorOfCampaign)
      .openapi({ description: 'Those who need something come first' }),
    totals: Totals,
    alerts: z.array(AlertView).openapi({ description: 'Noted ones last' }),
    rate: z.union([Rate, z.null()]).openapi({ description: 'The rate that was used, if one' }),
    rates: z.array(Rate),
  })
  .openapi('CampaignResults')
export type ResultsView = z.output<typeof ResultsView>
