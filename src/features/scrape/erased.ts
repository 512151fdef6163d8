import type { NamingFields } from '../../creators/naming-fields.ts'
import type { Tx } from '../../db/handles.ts'
import { InterruptedError } from '../../base/errors.ts'
import type { TaskContext } from '../../queue/task-type.ts'
import type { Profile } from '../../platforms/creators.ts'
import type { Services } from '../services.ts'
import { isPlaceholderName, type BlogToScrape } from './store/blogs/blogs.ts'

type Guard = Pick<Services, 'erasures'>

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
  if ((await erasures.erasedOf(db, [profile])).size > 0)
    throw new ErasedCreatorError(profile, requests)
}

/**
 * Removes again somebody who came back, with all the names that are known by now; the task that
 * found out stays.
 */
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

/** What a scrape says of others. */
const SCRAPED = {
  mentions: 'username',
  coauthors: 'username',
  taggedUsers: 'username',
  sponsors: 'username',
  artist: 'username',
  captionText: 'text',
  biography: 'text',
  title: 'text',
  externalUrl: 'link',
  bioLinks: 'link',
  links: 'link',
} as const satisfies NamingFields
/** The state of a scrape is otherwise the platform's own. */
const STATE: NamingFields = { ...SCRAPED, username: 'username', '*': 'text' }

/**
 * What may be stored of a scrape, asked in the transaction that stores it: without the names of
 * those who were erased, in lists, captions and links. Throws InterruptedError when its creator
 * itself was erased meanwhile: the next try finds that out before it stores anything.
 */
export async function withoutErased<Scraped extends { profile: Profile }>(
  tx: Tx,
  { erasures }: Guard,
  scraped: Scraped,
): Promise<Scraped> {
  if ((await erasures.erasedOf(tx, [scraped.profile])).size > 0)
    throw new InterruptedError('the creator was erased while it was scraped')
  return await erasures.withoutErased(tx, scraped, SCRAPED)
}

/**
 * Stores how far a scrape is, without the names that `withoutErased` would leave out. An erasure
 * that comes later finds what is stored; one that is under way is waited for.
 */
export async function saveWithoutErased(
  context: TaskContext<Services>,
  state: unknown,
): Promise<void> {
  const { db, erasures } = context.services
  const left = await erasures.withoutErased(db, state, STATE)
  await context.checkpoint(left, async (tx) => {
    if ((await erasures.withoutErased(tx, left, STATE)) !== left)
      throw new InterruptedError('somebody whom the creator names was erased meanwhile')
  })
}
