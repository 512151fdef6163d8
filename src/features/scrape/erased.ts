import type { NamingFields } from '../../creators/naming-fields.ts'
import type { Tx } from '../../db/handles.ts'
import { InterruptedError } from '../../base/errors.ts'
import type { TaskContext } from '../../queue/task-type.ts'
import type { Profile } from '../../platforms/creators.ts'
import type { Services } from '../services.ts'
import { isPlaceholderName, type BlogToScrape } from './store/blogs/blogs.ts'

type Guard = Pick<Services, 'erasures'>

/** Ends a scrape whose profile is that of an erased creator. */
export class ErasedCreatorError extends Error {
  readonly profile: Profile
  readonly requests: number

  constructor(profile: Profile, requests: number) {
    super('the creator was erased')
    this.profile = profile
    this.requests = requests
  }
}

/** Throws ErasedCreatorError when a profile is that of an erased creator, by its id or its name. */
export async function refuseErased(
  { db, erasures }: Guard & Pick<Services, 'db'>,
  profile: Profile,
  requests: number,
): Promise<void> {
  if ((await erasures.erasedOf(db, [profile])).size > 0)
    throw new ErasedCreatorError(profile, requests)
}

/**
 * Erases a creator who came back again, with all the names that are known by now; retains the task
 * that found out.
 */
export async function eraseAgain(
  tx: Tx,
  { erasures }: Guard,
  {
    blog,
    profile,
    taskId,
  }: { blog: Pick<BlogToScrape, 'id' | 'username'>; profile: Profile; taskId: number },
): Promise<void> {
  const names = [profile.username, blog.username].filter((name) => !isPlaceholderName(name))
  await erasures.eraseAgain(tx, {
    blogIds: [blog.id],
    platformIds: [profile.platformId],
    usernames: [...new Set(names)],
    taskId,
  })
}

/** The fields of a scrape that name other people. */
const SCRAPED = {
  mentions: 'username',
  coauthors: 'username',
  taggedUsers: 'username',
  sponsors: 'username',
  artist: 'username',
  captionText: 'text',
  stickers: 'text',
  biography: 'text',
  title: 'text',
  externalUrl: 'link',
  bioLinks: 'link',
  links: 'link',
} as const satisfies NamingFields
/** The state of a scrape is otherwise the platform's own. */
const STATE: NamingFields = { ...SCRAPED, username: 'username', '*': 'text' }

/**
 * Returns what may be stored of a scrape: everything without the names of erased people in lists,
 * captions and links. Call it in the transaction that stores the scrape. Throws InterruptedError
 * when the creator was erased meanwhile: the next try finds that out before it stores anything.
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
      throw new InterruptedError('a person that the creator names was erased meanwhile')
  })
}
