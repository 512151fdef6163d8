import { captionLanguages } from '../../../creators/languages.ts'
import { median } from '../../scrape/index.ts'
import type { PostRow } from '../store/blogs.ts'
import type { BlogAssessment } from './assessment-view.ts'

type Assessed = Omit<BlogAssessment['posts'][number], 'taken_at'> & { taken_at: Date }
type Group = BlogAssessment['usual']

const RECENT_POSTS = 20
const FEWEST_POSTS = 5
const BEST_POSTS = 3
const [ABOVE, BELOW] = [60, 40] as const
const [STEADY, MIXED] = [0.25, 0.5] as const

/** Likes and comments; null when either is hidden. */
export const interactions = ({ like_count: likes, comment_count: comments }: PostCounts) =>
  likes === null || comments === null || likes < 0 || comments < 0 ? null : likes + comments
type PostCounts = Pick<PostRow, 'like_count' | 'comment_count'>

/** The newest posts that creators did not pin themselves, oldest first. */
export const recentPosts = (posts: readonly PostRow[], now: Date): PostRow[] =>
  posts
    .filter(({ is_pinned, taken_at }) => !is_pinned && taken_at <= now)
    .slice(0, RECENT_POSTS)
    .toReversed()

/** The numbers of recent posts: each, the best, and paid ones against usual ones. */
export function assessPosts(posts: readonly PostRow[], followers: number | null) {
  const rates = posts.map((post) => rateOf(post, followers))
  const usualRate = median(rates.filter((rate) => rate !== null))
  const assessed = posts.map((post, at): Assessed => {
    const engagement = rates[at] ?? null
    const times = engagement === null || !usualRate ? null : engagement / usualRate
    const { platform_id, taken_at } = post
    return { platform_id, taken_at, engagement, times_usual: times, paid: paidBy(post) }
  })
  const known = assessed.filter(({ engagement }) => engagement !== null)
  const usual = groupOf(known.filter(({ paid }) => paid === null))
  const paid = groupOf(known.filter((each) => each.paid !== null))
  const difference =
    usual.engagement !== null && usual.engagement > 0 && paid.engagement !== null
      ? paid.engagement / usual.engagement - 1
      : null
  return {
    posts_read: posts.length,
    is_enough: known.length >= FEWEST_POSTS,
    posts: assessed,
    best: known
      .toSorted((a, b) => (b.engagement ?? 0) - (a.engagement ?? 0))
      .slice(0, BEST_POSTS)
      .map(({ platform_id }) => platform_id),
    usual,
    paid,
    paid_difference: difference,
    reel_views: viewsOf(posts),
    caption_languages: languagesOf(posts),
  }
}

function rateOf(post: PostCounts, followers: number | null): number | null {
  const sum = interactions(post)
  return sum === null || followers === null || followers <= 0 ? null : sum / followers
}

const groupOf = (posts: readonly Assessed[]): Group => ({
  posts: posts.length,
  engagement: median(posts.flatMap(({ engagement }) => engagement ?? [])),
})

/** A label is the platform's word; other signs are words of the caption. */
function paidBy({
  advertising,
  is_paid_partnership: isLabelled,
  sponsors,
}: PostRow): Assessed['paid'] {
  const brands = [...new Set(advertising?.brands.map(({ brand }) => brand) ?? sponsors)]
  if (isLabelled === true || sponsors.length > 0) return { by: 'label', brands }
  return advertising === null ? null : { by: 'words', brands }
}

function viewsOf(posts: readonly PostRow[]): number | null {
  const plays = posts.flatMap(({ product_type, play_count }) =>
    product_type === 'clips' && play_count !== null && play_count >= 0 ? [play_count] : [],
  )
  const middle = median(plays)
  return middle === null ? null : Math.round(middle)
}

function languagesOf(posts: readonly PostRow[]): BlogAssessment['caption_languages'] {
  const counts = new Map<string, number>()
  for (const { caption_text: text } of posts) {
    const [language] = text === null ? [] : captionLanguages([text])
    if (language !== undefined) counts.set(language, (counts.get(language) ?? 0) + 1)
  }
  return [...counts]
    .map(([language, n]) => ({ language, posts: n }))
    .toSorted((a, b) => b.posts - a.posts || a.language.localeCompare(b.language))
}

export function strengthOf(percentile: number | null): BlogAssessment['strength'] {
  if (percentile === null) return null
  if (percentile >= ABOVE) return 'above'
  return percentile <= BELOW ? 'below' : 'usual'
}

export function steadinessOf(spread: number | null): BlogAssessment['steadiness'] {
  if (spread === null) return null
  if (spread < STEADY) return 'steady'
  return spread < MIXED ? 'mixed' : 'few_hits'
}
