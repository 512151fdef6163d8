import { median } from '../../scrape/index.ts'
import type { BlogAssessment } from './assessment-view.ts'

type Reading = { scraped_at: Date; follower_count: number }
/** An interval between two readings; `growth` is a fraction. */
export type Change = {
  from_at: Date
  to_at: Date
  from_followers: number
  to_followers: number
  growth: number
}
export type PostBeside = {
  platform_id: string
  code: string | null
  caption_text: string | null
  taken_at: Date
  engagement: number | null
}
type Reason = BlogAssessment['jumps'][number]['reason']

const DAY_MS = 86_400_000
/** Longer gaps say nothing of one moment. */
const MAX_DAYS = 45
/** Less is a good or bad month; small accounts change by more than that with one family party. */
const MIN_GROWTH = 0.08
const MIN_FOLLOWERS = 500
/** How far beyond the usual growth in as many days a change must be. */
const TIMES_USUAL = 5
const MAX_JUMPS = 3
/** A post works for some days before its followers are counted. */
export const DAYS_BEFORE = 4
/** A post that was this much above the usual may have brought followers by itself. */
const POPULAR = 2

/**
 * Words of giveaways in the languages of the region; announcements of results have them, too, and
 * are as good a sign.
 */
const GIVEAWAY =
  /розыгр|разыгр|конкурс|подар(?:им|ю|ок за)|giveaway|give away|contest|sweepstake|ұтыс|сыйлық ойн|байқау/iu

/** The largest changes of followers that are far from the usual, oldest first. */
export function jumpsIn(readings: readonly Reading[]): Change[] {
  const changes = changesOf(readings)
  const usual = median(changes.map(pace)) ?? 0
  return changes
    .filter((change) => isJump(change, usual))
    .toSorted((a, b) => Math.abs(b.growth) - Math.abs(a.growth))
    .slice(0, MAX_JUMPS)
    .toSorted((a, b) => a.to_at.getTime() - b.to_at.getTime())
}

const daysOf = ({ from_at, to_at }: Change): number =>
  (to_at.getTime() - from_at.getTime()) / DAY_MS

/** Growth a day. */
const pace = (change: Change): number => change.growth / daysOf(change)

function isJump(change: Change, usual: number): boolean {
  const days = daysOf(change)
  if (days > MAX_DAYS || change.from_followers < MIN_FOLLOWERS) return false
  const limit = Math.max(MIN_GROWTH, TIMES_USUAL * Math.abs(usual) * days)
  return Math.abs(change.growth) >= limit
}

/** Counts the first of several readings of a day, so that no interval is shorter. */
function changesOf(readings: readonly Reading[]): Change[] {
  const changes: Change[] = []
  let from: Reading | undefined
  const inOrder = readings.toSorted((a, b) => a.scraped_at.getTime() - b.scraped_at.getTime())
  for (const to of inOrder) {
    const days = from && (to.scraped_at.getTime() - from.scraped_at.getTime()) / DAY_MS
    if (days !== undefined && days < 1) continue
    if (from && from.follower_count > 0)
      changes.push({
        from_at: from.scraped_at,
        to_at: to.scraped_at,
        from_followers: from.follower_count,
        to_followers: to.follower_count,
        growth: to.follower_count / from.follower_count - 1,
      })
    from = to
  }
  return changes
}

/**
 * Guesses why followers were won: a giveaway in these days, else a post with twice the usual
 * engagement (likes + comments). Nothing explains a loss.
 */
export function reasonFor(
  change: Change,
  posts: readonly PostBeside[],
  usual: number | null,
): { reason: Reason; post: PostBeside | null } {
  if (change.growth < 0) return { reason: null, post: null }
  const [from, to] = [change.from_at.getTime() - DAYS_BEFORE * DAY_MS, change.to_at.getTime()]
  const beside = posts.filter(({ taken_at: at }) => at.getTime() >= from && at.getTime() <= to)
  const giveaway = beside.find(({ caption_text: text }) => text !== null && GIVEAWAY.test(text))
  if (giveaway) return { reason: 'giveaway', post: giveaway }
  const [best] = beside.toSorted((a, b) => (b.engagement ?? 0) - (a.engagement ?? 0))
  const isPopular = usual !== null && usual > 0 && (best?.engagement ?? 0) >= POPULAR * usual
  return best && isPopular ? { reason: 'popular_post', post: best } : { reason: null, post: null }
}
