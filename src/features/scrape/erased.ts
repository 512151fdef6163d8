import { blankCalls, calledNames, type CreatorIdentity } from '../../creator-identity.ts'
import type { Db, Tx } from '../../db/database.ts'
import { InterruptedError } from '../../errors.ts'
import type { Post, Profile, ScrapedHighlight } from '../../platforms/port.ts'
import type { Services } from '../manifest.ts'
import { isPlaceholderName, type BlogToScrape } from './blogs-store.ts'

type Guard = Pick<Services, 'erasures'>

/** What a scrape has read: only the profile where nothing else had changed. */
type Read = { profile: Profile; posts?: Post[]; highlights?: ScrapedHighlight[] }

/** Whether a profile is that of somebody erased, by its id or its name. */
export async function isErased(
  db: Db,
  { erasures }: Guard,
  { platformId, username }: Pick<Profile, 'platformId' | 'username'>,
): Promise<boolean> {
  const found = await erasures.erasedAmong(db, { platformIds: [platformId], usernames: [username] })
  return found.platformIds.size + found.usernames.size > 0
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
    ...texts.flatMap((text) => (text === null ? [] : calledNames(text))),
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
    text === null ? null : blankCalls(text, names)
  const isOther = (link: string | null): boolean =>
    link === null || !calledNames(link).some((name) => erased.has(name))
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
