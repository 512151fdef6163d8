import type { DraftAnswer } from '../../src/features/catalog/extract/answer.ts'
import { oneOfEachKind, type LabelledPost } from '../../tools/evaluate/drafts/labelled-post.ts'
import { DEVELOPMENT_POSTS } from '../../tools/evaluate/drafts/development-posts.ts'
import type { Control } from '../graph/control.ts'

/** Currencies with enough labelled posts for a shop of their own. */
const CURRENCIES = ['KES', 'KZT', 'RUB'] as const
/** Between two posts of a shop: all of them are younger than the half year that a scan reads. */
const APART_MS = 12 * 3_600_000

/** A shop of the stand-in for Meta, and what each of its posts says. */
export type Shop = {
  /** The person that signs in. */
  person: string
  username: string
  currency: string
  languages: string[]
  /** By the platform's id. */
  posts: Map<string, LabelledPost>
}

export type Shops = {
  all: readonly Shop[]
  /** The next post of a shop that is wanted: labelled posts again, from the first on. */
  publish(
    shop: Shop,
    isWanted?: (post: LabelledPost) => boolean,
  ): { id: string; post: LabelledPost }
  /**
   * Publishes the picture of a post again, with the words of the next post of one picture that is
   * wanted.
   */
  repost(shop: Shop, id: string, isWanted: (post: LabelledPost) => boolean): { id: string }
  /** Takes a post down. */
  remove(shop: Shop, id: string): void
  /** Gives a post the caption and the truth of another labelled post. */
  edit(shop: Shop, id: string, post: LabelledPost): void
  /** Gives a post of one picture another one; gives its file. */
  repaint(shop: Shop, id: string): string
  /** The labelled post by the platform's id. */
  postOf(id: string): LabelledPost | undefined
  /**
   * A model that answers `answer` about posts of shops, and nothing special about anything else.
   */
  scriptOf(
    answer: (post: LabelledPost) => DraftAnswer,
  ): (userText: string) => DraftAnswer | undefined
}

type Publish = (
  shop: Shop,
  isWanted?: (post: LabelledPost) => boolean,
  more?: { publishedAt?: number; pictureOf?: string },
) => { id: string; post: LabelledPost }

type Opening = {
  now: Date
  /** The maximum of posts of each shop; all labelled ones by default. */
  posts?: number | undefined
  /** One for each currency by default. */
  shops?: number | undefined
}

/**
 * Opens shops whose posts are the labelled ones, `posts` of each at most, newest last in the set.
 */
export function openShops(
  control: Pick<Control, 'addPerson' | 'addPost' | 'deletePost' | 'editPost'>,
  { now, posts: most = Number.POSITIVE_INFINITY, shops }: Opening,
): Shops {
  const all = CURRENCIES.slice(0, shops).map((currency): Shop => {
    const name = currency.toLowerCase()
    const labelled = labelledOf(currency)
    return {
      person: `shop-${name}`,
      username: `shop.${name}`,
      currency,
      languages: [...new Set(labelled.flatMap(({ languages }) => languages))],
      posts: new Map(),
    }
  })
  const takeNext = inTurn()
  const publish: Publish = (shop, isWanted = () => true, more = {}) => {
    const post = takeNext(shop, isWanted)
    const added = { caption: post.caption ?? '', ...formOf(post), ...more }
    const { id } = control.addPost(shop.username, added)
    shop.posts.set(id, post)
    return { id, post }
  }
  for (const shop of all) {
    const { person, username } = shop
    control.addPerson({
      key: person,
      pages: [{ name: username, account: { username, posts: 0 } }],
    })
    const count = Math.min(most, labelledOf(shop.currency).length)
    for (let left = count; left > 0; left -= 1)
      publish(shop, () => true, { publishedAt: now.getTime() - left * APART_MS })
  }
  const postOf = (id: string) => all.map(({ posts }) => posts.get(id)).find((post) => post)
  return {
    all,
    publish: (shop, isWanted) => publish(shop, isWanted),
    postOf,
    repost: (shop, id, isWanted) =>
      publish(shop, (post) => post.pictures.length === 1 && isWanted(post), { pictureOf: id }),
    remove: ({ username }, id) => control.deletePost(username, id),
    edit(shop, id, post) {
      control.editPost(shop.username, id, { caption: post.caption ?? '' })
      shop.posts.set(id, post)
    },
    repaint({ username }, id) {
      const file = `other-${id}`
      control.editPost(username, id, { pictureOf: file })
      return file
    },
    scriptOf: (answer) => (userText) => {
      const id = postIdIn(userText)
      const post = id === null ? undefined : postOf(id)
      return post && answer(post)
    },
  }
}

/** The labelled posts of a shop in their order, again and again. */
function inTurn(): (shop: Shop, isWanted: (post: LabelledPost) => boolean) => LabelledPost {
  const taken = new Map<Shop, number>()
  return (shop, isWanted) => {
    const labelled = labelledOf(shop.currency)
    const from = taken.get(shop) ?? 0
    for (let at = from; at < from + labelled.length; at += 1) {
      const post = labelled[at % labelled.length]
      if (!post || !isWanted(post)) continue
      taken.set(shop, at + 1)
      return post
    }
    throw new RangeError(`no such labelled post in ${shop.currency}`)
  }
}

/**
 * Returns the posts of a currency: one of each kind, then the next of each, so that a small shop
 * has all kinds.
 */
const labelledOf = (currency: string): LabelledPost[] =>
  oneOfEachKind(DEVELOPMENT_POSTS.filter((post) => post.currency === currency))

/** Every picture of a labelled post is one of the post. */
function formOf({ kind, pictures }: LabelledPost) {
  if (pictures.length > 1)
    return { type: 'CAROUSEL_ALBUM' as const, product: 'FEED' as const, children: pictures.length }
  return kind === 'videos'
    ? { type: 'VIDEO' as const, product: 'REELS' as const, children: 0 }
    : { type: 'IMAGE' as const, product: 'FEED' as const, children: 0 }
}

function postIdIn(userText: string): string | null {
  if (!userText.startsWith('{')) return null
  const request: unknown = JSON.parse(userText)
  if (typeof request !== 'object' || request === null || !('post_id' in request)) return null
  return typeof request.post_id === 'string' ? request.post_id : null
}
