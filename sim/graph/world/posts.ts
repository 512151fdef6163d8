import { hash32 } from '../../instagram/random.ts'
import type { ContainerDetails } from '../containers.ts'
import type { Account } from './accounts.ts'

/** The changes of a test to a post. */
export type PostChange = {
  caption?: string
  deletedAt?: number
  likesHidden?: boolean
  /** The id of a post whose picture it shows now, under its own id. */
  pictureOf?: string
  /** The places of an album that are left, in their new order; from 0. */
  parts?: readonly number[]
}

export type ProductType = 'REELS' | 'FEED' | 'STORY'
type MediaType = 'IMAGE' | 'VIDEO' | 'CAROUSEL_ALBUM'

/** A post that was published during the run. */
export type AddedPost = {
  id: string
  publishedAt: number
  caption: string
  type: MediaType
  product: ProductType
  /** The number of children of an album. */
  children: number
  /** The id of a post whose picture it shows again, in another size. */
  pictureOf?: string
  /** Before this world time it is in no list and has no address; from the start without it. */
  visibleFrom?: number
  /** The source of its containers: SHA-256 of the files in their order. */
  source?: { files: readonly string[]; details: ContainerDetails }
}

export type Post = AddedPost & {
  account: Account
  shortcode: string
  isBeforeConversion: boolean
  /** Without this Meta refuses the metrics of Facebook. */
  isOnFacebook: boolean
  likesHidden: boolean
  deletedAt: number | null
  /** Places of the parts of an album. */
  parts: readonly number[]
}

const HOUR_MS = 3_600_000
const USUAL_INTERVAL_MS = 36 * HOUR_MS
/** Within its interval a post appears up to this share later. */
const JITTER = 0.8
const POST = '179'
const CHILD = '180'
const STORY = '181'
/** Indexes of added posts start here. */
const FIRST_ADDED = 50_000_000
const STORY_LIFE_MS = 24 * HOUR_MS

const CAPTIONS = [
  'How we roast the beans for cold mornings',
  'Three ways to make coffee without a machine',
  'What nobody tells you about oat milk',
  'A day behind the counter',
  'Why the first sip tastes best',
  'Our smallest cup, and who orders it',
  'From the mountains to your table',
  'The mistake that everybody makes with tea',
]

/** A number in [0, 1) that depends on the key alone. */
export const share = (...key: (string | number)[]): number =>
  hash32(key.join('\u0000')) / 4_294_967_296

const idOf = (kind: string, account: Account, index: number): string =>
  `${kind}${String(account.index).padStart(6, '0')}${String(index).padStart(8, '0')}`

/** The parts of an id of a post, a part of an album, or a story; undefined for other ids. */
export function readMediaId(id: string) {
  const found = /^(179|180|181)(\d{6})(\d{8})$/.exec(id)
  if (!found) return undefined
  const [, kind, account, index] = found
  return { kind, account: Number(account), index: Number(index) }
}

const intervalOf = (account: Account, index: number): number =>
  index < account.posts ? USUAL_INTERVAL_MS : (account.postEveryHours ?? 0) * HOUR_MS

/** When a post of the generated ones appears, or appeared. */
function publishedAt(account: Account, index: number): number {
  const interval = intervalOf(account, index)
  const jitter = Math.floor(JITTER * share(account.username, 'jitter', index) * interval)
  return account.startedAt + (index - account.posts) * interval + jitter
}

/** How many of the generated posts there are. */
function countAt(account: Account, at: number): number {
  if (account.postEveryHours === null) return account.posts
  const interval = account.postEveryHours * HOUR_MS
  const due = account.posts + Math.floor((at - account.startedAt) / interval)
  return publishedAt(account, due) <= at ? due + 1 : due
}

function generated(account: Account, index: number): AddedPost {
  const draw = share(account.username, 'type', index)
  const isReel = draw < 0.6
  const isAlbum = draw > 0.82
  const caption = CAPTIONS[hash32(`${account.username} caption ${index}`) % CAPTIONS.length] ?? ''
  return {
    id: idOf(POST, account, index),
    publishedAt: publishedAt(account, index),
    caption: `${caption} #${account.username.replaceAll('.', '')} #n${index}`,
    type: isReel ? 'VIDEO' : isAlbum ? 'CAROUSEL_ALBUM' : 'IMAGE',
    product: isReel ? 'REELS' : 'FEED',
    children: isAlbum ? 2 + (index % 4) : 0,
  }
}

function whole(account: Account, post: AddedPost, index: number): Post {
  const change = account.changes.get(post.id)
  const parts = change?.parts ?? Array.from({ length: post.children }, (_, place) => place)
  const pictureOf = change?.pictureOf ?? post.pictureOf
  return {
    ...post,
    ...(pictureOf !== undefined && { pictureOf }),
    parts,
    children: parts.length,
    account,
    caption: change?.caption ?? post.caption,
    deletedAt: change?.deletedAt ?? null,
    likesHidden: change?.likesHidden ?? false,
    shortcode: shortcodeOf(post.id),
    isBeforeConversion: index < Math.floor(account.posts * account.beforeConversion),
    isOnFacebook: share(post.id, 'facebook') < 0.5,
  }
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Eleven letters that name a post in addresses. */
function shortcodeOf(id: string): string {
  let rest = BigInt(id)
  let code = ''
  while (rest > 0n) {
    code = (LETTERS[Number(rest % 64n)] ?? '') + code
    rest /= 64n
  }
  return code.padStart(11, 'C')
}

/** Adds a post that appears now, or at `publishedAt`. */
export function addPost(
  account: Account,
  post: Partial<Omit<AddedPost, 'id'>> & { publishedAt: number },
): Post {
  const index = FIRST_ADDED + account.added.length
  const type = post.type ?? 'VIDEO'
  const added: AddedPost = {
    caption: '',
    product: type === 'VIDEO' ? 'REELS' : 'FEED',
    children: type === 'CAROUSEL_ALBUM' ? 2 : 0,
    ...post,
    type,
    id: idOf(POST, account, index),
  }
  account.added.push(added)
  return whole(account, added, index)
}

export type Position = { publishedAt: number; id: string }

/** A later page begins at its posts: making the ones before it would cost more than the page. */
function newestIndex(account: Account, at: number, after: Position | null): number {
  let index = countAt(account, at) - 1
  if (after === null) return index
  while (index >= 0 && publishedAt(account, index) > after.publishedAt) index -= 1
  return index
}

/** Posts and reels, newest first, from after a position on; deleted ones are not there. */
export function* postsOf(account: Account, at: number, after: Position | null): Generator<Post> {
  const added = account.added
    .map((post, index) => whole(account, post, FIRST_ADDED + index))
    .filter((post) => isThere(post, at) && post.product !== 'STORY')
    .sort(newestFirst)
  let index = newestIndex(account, at, after)
  while (index >= 0 || added.length > 0) {
    const old = index >= 0 ? whole(account, generated(account, index), index) : undefined
    const [fresh] = added
    const isFresh = fresh !== undefined && (old === undefined || newestFirst(fresh, old) < 0)
    const next = isFresh ? fresh : old
    if (isFresh) added.shift()
    else index -= 1
    if (next === undefined) return
    const isPast = after !== null && newestFirst(after, next) >= 0
    if (!isPast && !isDeleted(next, at)) yield next
  }
}

const isThere = ({ publishedAt, visibleFrom }: AddedPost, at: number): boolean =>
  Math.max(publishedAt, visibleFrom ?? 0) <= at

const newestFirst = (a: Position, b: Position): number =>
  b.publishedAt - a.publishedAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)

export const isDeleted = (post: Post, at: number): boolean =>
  post.deletedAt !== null && post.deletedAt <= at

/** How many posts the profile counts. */
export function countPosts(account: Account, at: number): number {
  const added = account.added.filter(
    (post) => post.publishedAt <= at && post.product !== 'STORY',
  ).length
  const deleted = [...account.changes.values()].filter(
    ({ deletedAt }) => deletedAt !== undefined && deletedAt <= at,
  ).length
  return countAt(account, at) + added - deleted
}

/** The post of an index, whether or not it is deleted; undefined if there is none (yet). */
export function postAt(account: Account, index: number, at: number): Post | undefined {
  if (index >= FIRST_ADDED) {
    const added = account.added[index - FIRST_ADDED]
    return added && isThere(added, at) ? whole(account, added, index) : undefined
  }
  if (index >= countAt(account, at)) return undefined
  return whole(account, generated(account, index), index)
}

/** The ids of the parts of an album. */
export const childIds = (post: Post): string[] =>
  post.parts.map((place) => CHILD + post.id.slice(POST.length, -8) + childIndex(post, place))

/** Albums of up to ten parts: the last two digits are the part's place. */
const childIndex = (post: Post, place: number): string => {
  const index = Number(post.id.slice(-8))
  const compact = index >= FIRST_ADDED ? 500_000 + (index - FIRST_ADDED) : index
  return `${String(compact).padStart(6, '0')}${String(place).padStart(2, '0')}`
}

/** The index of the album of a part. */
export const albumIndex = (childIndex: number): number => {
  const compact = Math.floor(childIndex / 100)
  return compact >= 500_000 ? FIRST_ADDED + compact - 500_000 : compact
}

/** The active stories, newest first: each place is refilled every day. */
export function storiesOf(account: Account, at: number): Post[] {
  const day = Math.floor((at - account.startedAt) / STORY_LIFE_MS)
  const usual = Array.from({ length: account.stories }, (_, place) =>
    storyAt(account, (day + 1_000) * 10 + place, at),
  ).flatMap((story) => story ?? [])
  const added = account.added
    .map((post, index) => whole(account, post, FIRST_ADDED + index))
    .filter(({ product, publishedAt }) => product === 'STORY' && isActiveStory(publishedAt, at))
  return [...added, ...usual].sort(newestFirst)
}

export const isActiveStory = (publishedAt: number, at: number): boolean =>
  at >= publishedAt && at < publishedAt + STORY_LIFE_MS

/** A story while it is active. */
export function storyAt(account: Account, index: number, at: number): Post | undefined {
  const day = Math.floor(index / 10) - 1_000
  const publishedAt = account.startedAt + day * STORY_LIFE_MS
  if (!isActiveStory(publishedAt, at) || index % 10 >= account.stories) return undefined
  const id = idOf(STORY, account, index)
  const story = {
    id,
    publishedAt,
    caption: '',
    type: 'IMAGE',
    product: 'STORY',
    children: 0,
  } as const
  return whole(account, story, Number.MAX_SAFE_INTEGER)
}
