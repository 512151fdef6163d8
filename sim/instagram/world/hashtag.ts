import { createRandom, hash32 } from '../random.ts'
import { CITIES } from './cities.ts'
import type { Creator } from './creator.ts'
import { signatureTag } from './caption.ts'
import { permutation } from './permutation.ts'
import type { WorldPost } from './post.ts'
import { TOPICS } from './topics.ts'

export type HashtagTab = 'top' | 'recent' | 'clips'

export type HashtagSource = {
  seed: string
  creators: number
  creator(index: number): Creator
  post(creator: Creator, ordinal: number): WorldPost
}

/**
 * Posts of a block: 40 of every 50 posts are their author's only one on the page; 10 are a second
 * one.
 */
const BLOCK_POSTS = 50
const BLOCK_AUTHORS = 40
/** One author in five is private, small or has hardly posted, as on real pages. */
const UNFIT_EVERY = 5
/** Candidates per author, so that the search in a small world ends. */
const CANDIDATES_PER_AUTHOR = 60

/**
 * The posts of a hashtag page, best first, or newest first on the tab `recent`. Any hashtag exists.
 * If it names a city and a topic (#алматымама), creators of both use it; otherwise its hash selects
 * the creators.
 */
export function hashtagPosts(source: HashtagSource, tag: string, tab: HashtagTab): WorldPost[] {
  const random = createRandom(source.seed, 'hashtag', tag, tab)
  const blocks = random.integer(2, 6)
  const authors = authorsOf(source, tag, tab, blocks * BLOCK_AUTHORS)
  const posts: WorldPost[] = []
  for (let start = 0; start < authors.length; start += BLOCK_AUTHORS) {
    const block = authors.slice(start, start + BLOCK_AUTHORS)
    const firsts = block.flatMap((creator) => postWith(source, creator, tag, 0))
    const repeats = random
      .sample(block, BLOCK_POSTS - BLOCK_AUTHORS)
      .flatMap((creator) => postWith(source, creator, tag, 1))
    posts.push(...random.sample([...firsts, ...repeats], BLOCK_POSTS))
  }
  return tab === 'recent' ? posts.sort(newerFirst) : posts
}

const newerFirst = (a: WorldPost, b: WorldPost): number => b.takenAt.getTime() - a.takenAt.getTime()

function authorsOf(source: HashtagSource, tag: string, tab: HashtagTab, count: number): Creator[] {
  const fit: Creator[] = []
  const unfit: Creator[] = []
  const wantedUnfit = Math.floor(count / UNFIT_EVERY)
  const wantedFit = count - wantedUnfit
  let looked = 0
  for (const index of candidates(source, tag, tab)) {
    if (++looked > count * CANDIDATES_PER_AUTHOR) break
    if (fit.length >= wantedFit && unfit.length >= wantedUnfit) break
    const creator = source.creator(index)
    if (creator.isDeleted || creator.mediaCount === 0) continue
    const list = isFit(creator) ? fit : unfit
    if (list.length < (list === fit ? wantedFit : wantedUnfit)) list.push(creator)
  }
  return interleave(fit, unfit)
}

const isFit = (creator: Creator): boolean =>
  !creator.isPrivate && creator.followerCount >= 1_000 && creator.mediaCount >= 5

function interleave(fit: Creator[], unfit: Creator[]): Creator[] {
  const rest = [...unfit]
  const mixed = fit.flatMap((creator, at) =>
    (at + 1) % (UNFIT_EVERY - 1) === 0 ? [creator, ...rest.splice(0, 1)] : [creator],
  )
  return [...mixed, ...rest]
}

/** Distinct creator indices: first those of the tag's city and topic, then all others. */
function* candidates(source: HashtagSource, tag: string, tab: HashtagTab): Generator<number> {
  const about = subjectOf(tag)
  const stride = TOPICS.length * CITIES.length
  const first = about.city * TOPICS.length + about.topic
  const natives = first < source.creators ? Math.ceil((source.creators - first) / stride) : 0
  for (const at of permutation(natives, hash32(`${source.seed}/${tab}/${tag}`))) {
    yield first + at * stride
  }
  for (const index of permutation(source.creators, hash32(`${source.seed}/${tab}/${tag}/rest`))) {
    if (index % stride !== first) yield index
  }
}

function subjectOf(tag: string): { city: number; topic: number } {
  const city = CITIES.findIndex((city) => tag.includes(city.tag) || tag.includes(city.latin))
  const { tag: name = '', latin = '' } = CITIES[city] ?? {}
  // Without the city: "Astana" contains "ана" (mother).
  const rest = tag.replace(name, '').replace(latin, '')
  const topic = TOPICS.findIndex(({ words }) => words.some((word) => rest.includes(word)))
  return {
    city: city >= 0 ? city : hash32(tag, 1) % CITIES.length,
    topic: topic >= 0 ? topic : hash32(tag, 2) % TOPICS.length,
  }
}

/**
 * A recent post of a creator for the page of a tag: the `skip`-th whose caption has the tag, or
 * else another recent one, as if a comment had the tag.
 */
function postWith(source: HashtagSource, creator: Creator, tag: string, skip: number): WorldPost[] {
  const newest = Array.from({ length: Math.min(creator.mediaCount, 12) }, (_, back) =>
    source.post(creator, creator.mediaCount - back),
  )
  const isOwn = tag === signatureTag(creator)
  const carrying = isOwn ? newest.filter((post) => post.caption?.hashtags.includes(tag)) : []
  const ranked = [...carrying, ...newest.filter((post) => !carrying.includes(post))]
  return ranked.slice(skip, skip + 1)
}
