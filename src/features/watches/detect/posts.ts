import { median } from '../../scrape/index.ts'
import type { Rules } from '../rules.ts'

/** Posts before one that say what is usual, and the fewest that can. */
const POSTS_COMPARED = 20
const MIN_COMPARED = 5
/** Older posts are no news. It must be less than the retention of news. */
const FRESH_MS = 30 * 86_400_000
const QUOTE = 120

/** A post of a creator, the newest first. */
export type PostFacts = {
  platform_id: string
  code: string | null
  taken_at: Date
  play_count: number | null
  like_count: number | null
  comment_count: number | null
  is_paid_partnership: boolean | null
  sponsors: readonly string[]
  /** Brands and quotes of its advertising; null without any. */
  brands: readonly string[] | null
  quotes: readonly string[]
  /** Null for posts without advertising. */
  caption: string | null
}

export type PostNews = {
  kind: 'far_above' | 'advertises'
  happened_at: Date
  dedupe_key: string
  details: Readonly<Record<string, string | number | boolean | null>>
}

type Fresh = { since: Date; now: Date }

const isFresh = ({ taken_at: at }: PostFacts, { since, now }: Fresh): boolean =>
  at >= since && now.getTime() - at.getTime() <= FRESH_MS

const reactions = ({ like_count: likes, comment_count: comments }: PostFacts): number | null =>
  likes === null ? null : likes + (comments ?? 0)

/** Returns posts far above the median of the twenty before them. */
export function peakNews(
  { far_above_times: times }: Pick<Rules, 'far_above_times'>,
  posts: readonly PostFacts[],
  fresh: Fresh,
): PostNews[] {
  if (times === null) return []
  return posts.flatMap((post, place) => {
    if (!isFresh(post, fresh)) return []
    const isPlays = post.play_count !== null
    const valueOf = (each: PostFacts) => (isPlays ? each.play_count : reactions(each))
    const value = valueOf(post)
    const earlier = posts
      .slice(place + 1)
      .flatMap((each) => valueOf(each) ?? [])
      .slice(0, POSTS_COMPARED)
    if (value === null || earlier.length < MIN_COMPARED) return []
    const usual = median(earlier)
    if (usual === null || usual <= 0 || value < times * usual) return []
    const details = { now: value, usual, compared: earlier.length, is_plays: isPlays }
    return [
      {
        kind: 'far_above' as const,
        happened_at: post.taken_at,
        dedupe_key: `far_above:${post.platform_id}`,
        details: { post: post.platform_id, code: post.code, ...details },
      },
    ]
  })
}

/** Returns advertising for the brands of the rule, once for each post and brand. */
export function brandNews(
  { brands }: Pick<Rules, 'brands'>,
  posts: readonly PostFacts[],
  fresh: Fresh,
): PostNews[] {
  return posts.flatMap((post) => {
    const isAdvert = post.brands !== null || post.is_paid_partnership || post.sponsors.length > 0
    if (!isAdvert || !isFresh(post, fresh)) return []
    return brands.flatMap((brand) => {
      const found = evidenceOf(post, brand)
      if (found === null) return []
      return [
        {
          kind: 'advertises' as const,
          happened_at: post.taken_at,
          dedupe_key: `advertises:${post.platform_id}:${brand}`,
          details: { post: post.platform_id, code: post.code, brand, ...found },
        },
      ]
    })
  })
}

/** Where a post names a brand: as its sponsor or brand, or as a word of its texts. */
function evidenceOf(post: PostFacts, brand: string): { by: string; quote: string | null } | null {
  if (post.sponsors.some((name) => name.toLowerCase() === brand))
    return { by: 'sponsor', quote: null }
  const texts = [...post.quotes, ...(post.caption === null ? [] : [post.caption])]
  const quote = texts.flatMap((text) => quoteAround(text, brand) ?? []).at(0) ?? null
  if ((post.brands ?? []).some((name) => name.toLowerCase() === brand))
    return { by: 'brand', quote }
  return quote === null ? null : { by: 'words', quote }
}

const LETTER = /[\p{L}\p{N}_]/u

/** The text around a word, which is no part of a longer one; null without it. */
export function quoteAround(text: string, word: string): string | null {
  const plain = text.normalize('NFC')
  const lower = plain.toLowerCase()
  for (let at = lower.indexOf(word); at !== -1; at = lower.indexOf(word, at + word.length)) {
    const [before, after] = [lower[at - 1] ?? ' ', lower[at + word.length] ?? ' ']
    if (LETTER.test(before) || LETTER.test(after)) continue
    const start = Math.max(0, at - Math.floor((QUOTE - word.length) / 2))
    return plain
      .slice(start, start + QUOTE)
      .toWellFormed()
      .replaceAll(/\s+/g, ' ')
      .trim()
  }
  return null
}
