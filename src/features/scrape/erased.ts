import { redactMentions, mentionedNames, type CreatorIdentity } from '../../creators/identity.ts'
import type { Db, Tx } from '../../db/database.ts'
import { InterruptedError } from '../../base/errors.ts'
import type { TaskContext } from '../../queue/task-type.ts'
import type { Post, Profile, ScrapedHighlight } from '../../platforms/creators.ts'
import type { Services } from '../manifest.ts'
import { isPlaceholderName, type BlogToScrape } from './blogs-store.ts'

type Guard = Pick<Services, 'erasures'>

/** What a scrape has read: only the profile where nothing else had changed. */
type Read = { profile: Profile; posts?: Post[]; highlights?: ScrapedHighlight[] }

/** Ends a scrape whose profile turns out to be that of somebody erased. */
export class ErasedCreatorError extends Error {
  readonly profile: Profile
  readonly requests: number

  constructor(profile: Profile, requests: number) {
    super('the creator was erased')
    this.profile = profile
    this.requests = requests
  }
}

/** Throws ErasedCreatorError when a profile is that of somebody erased, by its id or its name. */
export async function refuseErased(
  { db, erasures }: Guard & Pick<Services, 'db'>,
  profile: Profile,
  requests: number,
): Promise<void> {
  const { platformId, username } = profile
  const found = await erasures.erasedAmong(db, { platformIds: [platformId], usernames: [username] })
  if (found.platformIds.size + found.usernames.size > 0)
    throw new ErasedCreatorError(profile, requests)
}

/** Removes again somebody who came back, with all the names that are known by now; the task that found out stays. */
export async function eraseAgain(
  tx: Tx,
  { erasures }: Guard,
  { blog, profile, taskId }: { blog: BlogToScrape; profile: Profile; taskId: number },
): Promise<void> {
  const names = [profile.username, blog.username].filter((name) => !isPlaceholderName(name))
  await erasures.eraseAgain(tx, {
    blogIds: [blog.id],
    platformIds: [profile.platformId],
    usernames: [...new Set(names)],
    taskId,
  })
}

/**
 * What may be stored of a scrape: without the names of those who were erased, in lists, captions and links. Asked with
 * one query, in the transaction that stores it. Throws InterruptedError when its creator itself was erased meanwhile:
 * the next try finds that out before it stores anything.
 */
export async function withoutErased<Scraped extends Read>(
  tx: Tx,
  { erasures }: Guard,
  scraped: Scraped,
): Promise<Scraped> {
  const { profile, posts, highlights } = scraped
  const named = namedIn(scraped)
  const erased = await erasures.erasedAmong(tx, named)
  if (erased.platformIds.size > 0 || erased.usernames.has(profile.username))
    throw new InterruptedError('the creator was erased while it was scraped')
  if (erased.usernames.size === 0) return scraped
  const without = withoutNames(erased.usernames)
  return {
    ...scraped,
    profile: without.profile(profile),
    ...(posts && { posts: posts.map(without.post) }),
    ...(highlights && { highlights: highlights.map(without.highlight) }),
  }
}

/**
 * Stores how far a scrape is, without the names that `withoutErased` would leave out. An erasure that comes later finds
 * what is stored; one that is under way is waited for.
 */
export async function saveWithoutErased(
  context: TaskContext<Services>,
  state: unknown,
): Promise<void> {
  const { db, erasures } = context.services
  const erasedIn = async (asked: Db, named: unknown): Promise<ReadonlySet<string>> => {
    const identity = { platformIds: [], usernames: namesInState(named) }
    return (await erasures.erasedAmong(asked, identity)).usernames
  }
  const left = withoutNamesInState(state, await erasedIn(db, state))
  await context.checkpoint(left, async (tx) => {
    if ((await erasedIn(tx, left)).size > 0)
      throw new InterruptedError('somebody whom the creator names was erased meanwhile')
  })
}

/** The fields of a scrape's state, otherwise the platform's own, that hold names; in texts they are called. */
const NAMING = new Set(['mentions', 'coauthors', 'taggedUsers', 'sponsors', 'artist', 'username'])

function namesInState(state: unknown): string[] {
  const names = new Set<string>()
  const visit = (value: unknown, isName: boolean): void => {
    if (typeof value === 'string') {
      const told = isName ? [value.toLowerCase()] : mentionedNames(value)
      for (const name of told) names.add(name)
    } else if (Array.isArray(value)) for (const item of value) visit(item, isName)
    else if (typeof value === 'object' && value !== null)
      for (const [field, item] of Object.entries(value)) visit(item, NAMING.has(field))
  }
  visit(state, false)
  return [...names]
}

function withoutNamesInState(state: unknown, erased: ReadonlySet<string>): unknown {
  if (erased.size === 0) return state
  const names = [...erased]
  const without = (value: unknown, isName: boolean): unknown => {
    if (typeof value === 'string') {
      if (isName) return erased.has(value.toLowerCase()) ? null : value
      return redactMentions(value, names)
    }
    if (Array.isArray(value)) {
      const left = value.map((item) => without(item, isName))
      return isName ? left.filter((item) => item !== null) : left
    }
    if (typeof value !== 'object' || value === null) return value
    const fields = Object.entries(value)
    return Object.fromEntries(
      fields.map(([field, item]) => [field, without(item, NAMING.has(field))]),
    )
  }
  return without(state, false)
}

/** The creator itself, and everybody whom it names. */
function namedIn({ profile, posts = [], highlights = [] }: Read): CreatorIdentity {
  const texts = [
    profile.biography,
    profile.externalUrl,
    ...profile.bioLinks.flatMap(({ url, title }) => [url, title]),
    ...posts.map((post) => post.captionText),
    ...highlights.flatMap((highlight) => [highlight.title, ...highlight.links]),
  ]
  const usernames = [
    profile.username,
    ...texts.flatMap((text) => (text === null ? [] : mentionedNames(text))),
    ...posts.flatMap((post) => [
      ...post.mentions,
      ...post.coauthors,
      ...post.taggedUsers,
      ...post.sponsors,
      ...(post.music?.artist ? [post.music.artist.toLowerCase()] : []),
    ]),
    ...highlights.flatMap((highlight) => highlight.mentions),
  ]
  return { platformIds: [profile.platformId], usernames: [...new Set(usernames)] }
}

function withoutNames(erased: ReadonlySet<string>) {
  const names = [...erased]
  const others = (usernames: string[]): string[] => usernames.filter((name) => !erased.has(name))
  const blanked = (text: string | null): string | null =>
    text === null ? null : redactMentions(text, names)
  const isOther = (link: string | null): boolean =>
    link === null || !mentionedNames(link).some((name) => erased.has(name))
  return {
    profile: (profile: Profile): Profile => ({
      ...profile,
      biography: blanked(profile.biography),
      externalUrl: isOther(profile.externalUrl) ? profile.externalUrl : null,
      bioLinks: profile.bioLinks.filter(({ url, title }) => isOther(url) && isOther(title)),
    }),
    post: (post: Post): Post => ({
      ...post,
      captionText: blanked(post.captionText),
      mentions: others(post.mentions),
      coauthors: others(post.coauthors),
      taggedUsers: others(post.taggedUsers),
      sponsors: others(post.sponsors),
      music:
        post.music?.artist && erased.has(post.music.artist.toLowerCase())
          ? { ...post.music, artist: null }
          : post.music,
    }),
    highlight: (highlight: ScrapedHighlight): ScrapedHighlight => ({
      ...highlight,
      title: blanked(highlight.title),
      mentions: others(highlight.mentions),
      links: highlight.links.filter(isOther),
    }),
  }
}
