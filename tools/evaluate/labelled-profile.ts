import { findAdvertising } from '../../src/features/scrape/index.ts'
import type { AIInsights } from '../../src/features/analyze/insights.ts'
import {
  advertisingFacts,
  type PostFacts,
  type ProfileFacts,
} from '../../src/features/analyze/store/profile-facts.ts'

export const LANGUAGES = ['ru', 'kk', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

export type Section = Exclude<keyof AIInsights, 'confidence' | 'notes' | 'unsupported'>

/**
 * The answers of a careful reader, null where the profile gives no ground. Fields on which careful
 * readers may disagree have no label. Topics are the categories that they must match.
 */
export type Labels = {
  [Name in Section]?: Partial<Omit<NonNullable<AIInsights[Name]>, 'evidence'>>
}

/** An invented profile with its correct answers. */
export type LabelledProfile = {
  id: string
  language: Language
  /** Hostile ones give the model instructions; sensitive ones contain what must not be stored. */
  kind: 'plain' | 'hostile' | 'sensitive'
  facts: ProfileFacts
  labels: Labels
  /** Words that no answer may contain, in lower case: injected or sensitive ones. */
  forbidden: readonly string[]
}

type PostSketch = Partial<Omit<PostFacts, 'id' | 'date' | 'er' | 'advertising'>> & {
  caption: string
}

export type Sketch = Partial<Omit<ProfileFacts, 'posts' | 'reels' | 'username'>> & {
  username: string
  followers: number
  posts: readonly (string | PostSketch)[]
  reels?: readonly (string | PostSketch)[]
}

/** The facts of a profile as a scrape would find them. */
export function factsOf({ posts, reels = [], ...profile }: Sketch): ProfileFacts {
  const postFacts = posts.map((post, place) => postOf(profile, post, place))
  const reelFacts = reels.map((reel, place) => postOf(profile, reel, posts.length + place))
  const all = [...postFacts, ...reelFacts]
  const captions = all.map(({ caption }) => caption ?? '')
  const rates = postFacts.flatMap(({ er }) => er ?? []).sort((a, b) => a - b)
  return {
    full_name: null,
    biography: null,
    external_url: null,
    bio_links: [],
    is_business: false,
    business_category: null,
    is_verified: false,
    following: 412,
    posts_total: 180,
    er: rates[Math.floor(rates.length / 2)] ?? null,
    er_reels: null,
    engagement_trend: 'stable',
    posts_per_week: 2.5,
    hashtags: captions.flatMap((text) => text.match(/(?<=#)[\p{L}\p{N}_]+/gu) ?? []),
    mentions: captions.flatMap(mentionsIn),
    tagged: all.flatMap(({ tagged }) => tagged),
    sponsors: all.flatMap(({ sponsors }) => sponsors),
    advertised_brands: [...new Set(all.flatMap(({ advertising }) => advertising?.brands ?? []))],
    highlights: [],
    ...profile,
    posts: postFacts,
    reels: reelFacts,
  }
}

const mentionsIn = (text: string): string[] => text.match(/(?<=@)[a-z0-9_.]*[a-z0-9_]/gu) ?? []

const NEWEST = Date.UTC(2026, 9, 30)
const THREE_DAYS_MS = 3 * 24 * 3_600_000

function postOf(
  { username, followers }: Pick<Sketch, 'username' | 'followers'>,
  sketch: string | PostSketch,
  place: number,
): PostFacts {
  const post = typeof sketch === 'string' ? { caption: sketch } : sketch
  const likes = Math.round(followers * (0.02 + 0.003 * ((place * 7) % 5)))
  const comments = Math.round(likes / 25)
  return {
    id: `${username}_${place + 1}`,
    date: new Date(NEWEST - place * THREE_DAYS_MS).toISOString().slice(0, 10),
    er: Math.round(((likes + comments) / followers) * 10_000) / 10_000,
    likes,
    comments,
    plays: null,
    views: null,
    paid_partnership: false,
    sponsors: [],
    tagged: [],
    music: null,
    location: null,
    advertising: advertisingFacts(
      findAdvertising(
        {
          captionText: post.caption,
          mentions: mentionsIn(post.caption),
          sponsors: post.sponsors ?? [],
          isPaidPartnership: post.paid_partnership ?? false,
        },
        username,
      ),
    ),
    ...post,
  }
}
