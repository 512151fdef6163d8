import { z } from '../../http/router.ts'
import type { CsvColumn } from '../export/index.ts'
import { hoursBetween } from '../own-media/index.ts'
import type { CreatorOfCampaign, ResultView } from './results-view.ts'

const count = z.int().nullable()
const text = z.string().nullable()

/** A post or story of a creator; a creator without one has a row of its own. */
export const ExportRow = z
  .object({
    campaign: z.string(),
    username: z.string(),
    full_name: text,
    state: z.string(),
    promised_posts: count,
    promised_reels: count,
    promised_stories: count,
    due_at: text,
    price: text,
    currency: text,
    price_in_team_currency: text,
    format: text,
    url: text,
    published_at: text,
    sign: text,
    quote: text,
    label: text,
    is_labelled: z.boolean().nullable(),
    gone_since: text,
    basis: text,
    day_1: count,
    day_3: count,
    day_7: count,
    day_30: count,
    likes: count,
    comments: count,
    views: count,
    reach: count.openapi({ description: 'This and the next by Meta, of connected accounts' }),
    saves: count,
    story_replies: count,
    official_read_at: text,
    official_missing: text.openapi({ description: 'Why there are no official numbers' }),
    cost_per_view: text.openapi({ description: "Of all of the creator's results" }),
    cost_per_mille: text,
    cost_per_engagement: text,
    last_read_at: text,
    // New columns come last: sheets name cells by their place.
    read_age_hours: z.number().nullable().openapi({
      description: 'From the publication to the last reading of counts',
    }),
    official_age_hours: z.number().nullable().openapi({
      description: "From the publication to the reading of Meta's numbers",
    }),
    official_views: count,
    official_shares: count,
    story_taps: count.openapi({ description: 'Taps and exits, of stories' }),
  })
  .openapi('CampaignExportRow')
export type ExportRow = z.output<typeof ExportRow>

/** The rows of a creator. */
export function rowsOf(campaign: string, creator: CreatorOfCampaign): ExportRow[] {
  const results: readonly (ResultView | null)[] =
    creator.results.length === 0 ? [null] : creator.results
  return results.map((result) => ({
    campaign,
    username: creator.blog.username,
    full_name: creator.blog.full_name,
    state: creator.state,
    promised_posts: creator.promised?.posts ?? null,
    promised_reels: creator.promised?.reels ?? null,
    promised_stories: creator.promised?.stories ?? null,
    due_at: creator.promised?.due_at ?? null,
    price: creator.price,
    currency: creator.currency,
    price_in_team_currency: creator.price_in_team_currency,
    ...(result === null ? NOTHING : ofResult(result)),
    cost_per_view: creator.cost_per_view,
    cost_per_mille: creator.cost_per_mille,
    cost_per_engagement: creator.cost_per_engagement,
    last_read_at: result?.last_read_at ?? creator.last_read_at,
    ...agesOf(result),
  }))
}

type OfResult = Pick<
  ExportRow,
  | 'format'
  | 'url'
  | 'published_at'
  | 'sign'
  | 'quote'
  | 'label'
  | 'is_labelled'
  | 'gone_since'
  | 'basis'
  | 'day_1'
  | 'day_3'
  | 'day_7'
  | 'day_30'
  | 'likes'
  | 'comments'
  | 'views'
  | 'reach'
  | 'saves'
  | 'story_replies'
  | 'official_read_at'
  | 'official_missing'
>

const NOTHING: OfResult = {
  format: null,
  url: null,
  published_at: null,
  sign: null,
  quote: null,
  label: null,
  is_labelled: null,
  gone_since: null,
  basis: null,
  day_1: null,
  day_3: null,
  day_7: null,
  day_30: null,
  likes: null,
  comments: null,
  views: null,
  reach: null,
  saves: null,
  story_replies: null,
  official_read_at: null,
  official_missing: null,
}

const ofResult = (result: ResultView): OfResult => ({
  format: result.format,
  url: result.url,
  published_at: result.taken_at,
  sign: result.sign,
  quote: result.quote,
  label: result.label,
  is_labelled: result.is_labelled,
  gone_since: result.gone_since,
  basis: result.basis,
  day_1: result.at_ages.day_1.value,
  day_3: result.at_ages.day_3.value,
  day_7: result.at_ages.day_7.value,
  day_30: result.at_ages.day_30.value,
  likes: result.now.likes,
  comments: result.now.comments,
  views: result.now.plays ?? result.now.views,
  reach: result.official.reach,
  saves: result.official.saves,
  story_replies: result.official.replies,
  official_read_at: result.official.read_at,
  official_missing: result.official.reason,
})

type Ages = Pick<
  ExportRow,
  'read_age_hours' | 'official_age_hours' | 'official_views' | 'official_shares' | 'story_taps'
>

const NO_AGES: Ages = {
  read_age_hours: null,
  official_age_hours: null,
  official_views: null,
  official_shares: null,
  story_taps: null,
}

function agesOf(result: ResultView | null): Ages {
  if (result === null) return NO_AGES
  const { taken_at: takenAt, last_read_at: readAt, official } = result
  return {
    read_age_hours: readAt === null ? null : hoursBetween(new Date(takenAt), new Date(readAt)),
    official_age_hours: official.age_hours,
    official_views: official.views,
    official_shares: official.shares,
    story_taps: official.navigation,
  }
}

/** Amounts are numbers, which spreadsheets add up. */
const MONEY: ReadonlySet<string> = new Set([
  'price',
  'price_in_team_currency',
  'cost_per_view',
  'cost_per_mille',
  'cost_per_engagement',
])

/** Every column of the file. */
export const EXPORT_COLUMNS: readonly CsvColumn<ExportRow>[] = Object.keys(ExportRow.shape).map(
  (name) => ({
    name,
    cell: (row) => {
      const value = row[name as keyof ExportRow]
      return MONEY.has(name) && typeof value === 'string' ? { decimal: value } : value
    },
  }),
)

/** The columns for readers who are to see no price. */
export const COLUMNS_WITHOUT_MONEY = EXPORT_COLUMNS.filter(
  ({ name }) => !MONEY.has(name) && name !== 'currency',
)
