import { z } from 'zod'
import {
  defineTask,
  type Outcome,
  type RunningTask,
  type TaskContext,
} from '../../queue/task-type.ts'
import { NotFoundError, PrivateProfileError, TargetSetAsideError } from '../../platforms/errors.ts'
import type { Profile, SeenAuthor } from '../../platforms/port.ts'
import type { Services } from '../manifest.ts'
import { createDiscoveredBlog, findKnownCreators } from '../scrape/index.ts'
import { parseHashtag } from '../../hashtag.ts'

const POSTS = 50
const NEW_CREATOR_PRIORITY = 5

const Payload = z.object({
  hashtag: z.string().transform((text, context) => {
    const parsed = parseHashtag(text)
    if ('hashtag' in parsed) return parsed.hashtag
    context.addIssue({ code: 'custom', message: parsed.reason })
    return z.NEVER
  }),
  min_followers: z.number().int().min(0).optional(),
})

const Counts = z.object({
  /** Unique authors of the posts. */
  seen: z.number().int(),
  /** Already in the database. */
  known: z.number().int(),
  /** Left out, by the rule that did it. */
  filtered: z.object({
    private: z.number().int(),
    gone: z.number().int(),
    too_few_followers: z.number().int(),
    too_few_posts: z.number().int(),
    /** They cost accounts before. Checkpoints of an earlier version do not count them. */
    set_aside: z.number().int().default(0),
  }),
  created: z.number().int(),
  /** Requests to the platform, logins apart. */
  requests: z.number().int(),
})
type Counts = z.output<typeof Counts>
type Payload = z.output<typeof Payload>

const FoundAuthor = z.object({
  platformId: z.string(),
  username: z.string(),
  isPrivate: z.boolean().nullable(),
})
type FoundAuthor = Pick<SeenAuthor, 'platformId' | 'username' | 'isPrivate'>
/** First the hashtag's pages (the platform's own state), then the authors that are left to look at. */
const Checkpoint = z.union([
  z.object({ stage: z.literal('pages'), state: z.unknown() }),
  z.object({ stage: z.literal('authors'), left: z.array(FoundAuthor), counts: Counts }),
])

/** Top posts of a hashtag → unique authors → profiles → those worth keeping become creators to scrape. */
export const discover = defineTask<Services, Payload, Counts>({
  name: 'discover',
  summary: 'Finds creators through the top posts of a hashtag.',
  payload: Payload,
  result: Counts,
  priority: 10,
  attempts: 3,
  backoffMinutes: [5, 15, 45],
  leaseMs: 45_000,
  resource: 'instagram',
  // Two at once would fetch the same authors.
  limit: { max: 1, key: ({ hashtag }) => hashtag },
  dedupeKey: ({ hashtag, min_followers }) => `${hashtag} ${min_followers ?? ''}`,
  handle: run,
})

type Context = TaskContext<Services>

async function run(task: RunningTask<Payload>, context: Context): Promise<Outcome<Counts>> {
  const stored = Checkpoint.safeParse(task.checkpoint).data
  const { left, counts } =
    stored?.stage === 'authors'
      ? stored
      : await findAuthors(task.payload.hashtag, stored?.state, context)
  while (left.length > 0) {
    await context.progress({ done: counts.seen - left.length, total: counts.seen, ...counts })
    const author = left[0]
    if (!author) break
    const profile = await lookAt(author, counts, context)
    const rule = profile && ruleAgainst(profile, task.payload, context.services)
    if (rule) counts.filtered[rule] += 1
    left.shift()
    await keep(rule ? undefined : profile, { left, counts }, context)
  }
  await context.progress({ done: counts.seen, total: counts.seen, ...counts })
  return { kind: 'done', result: counts }
}

/** Reads the hashtag and sorts out, without a request each, who is already known or private. */
async function findAuthors(
  hashtag: string,
  resume: unknown,
  context: Context,
): Promise<{ left: FoundAuthor[]; counts: Counts }> {
  const { platform, db } = context.services
  const { authors, requests } = await platform.discoverAuthors(
    { kind: 'hashtag', hashtag, tab: 'top' },
    { posts: POSTS },
    {
      signal: context.signal,
      resume,
      save: (state) => context.checkpoint({ stage: 'pages', state }),
      onAccount: (account) => context.note({ account }),
    },
  )
  const known = await findKnownCreators(db, authors)
  const left = authors.filter(
    (author) => !known.has(author.platformId) && author.isPrivate !== true,
  )
  const counts: Counts = {
    seen: authors.length,
    known: known.size,
    filtered: {
      private: authors.length - known.size - left.length,
      gone: 0,
      too_few_followers: 0,
      too_few_posts: 0,
      set_aside: 0,
    },
    created: 0,
    requests,
  }
  await context.checkpoint({ stage: 'authors', left, counts })
  return { left, counts }
}

async function lookAt(
  author: FoundAuthor,
  counts: Counts,
  context: Context,
): Promise<Profile | undefined> {
  counts.requests += 1
  try {
    return await context.services.platform.fetchProfile(
      { platformId: author.platformId },
      { signal: context.signal, onAccount: (account) => context.note({ account }) },
    )
  } catch (error) {
    counts.requests -=
      error instanceof NotFoundError || error instanceof PrivateProfileError ? 0 : 1
    if (error instanceof NotFoundError) counts.filtered.gone += 1
    else if (error instanceof PrivateProfileError) counts.filtered.private += 1
    else if (error instanceof TargetSetAsideError) counts.filtered.set_aside += 1
    else throw error
    return undefined
  }
}

function ruleAgainst(
  profile: Profile,
  payload: Payload,
  { config }: Services,
): keyof Counts['filtered'] | undefined {
  if (profile.isPrivate) return 'private'
  const minFollowers = payload.min_followers ?? config.DISCOVER_MIN_FOLLOWERS
  if ((profile.followerCount ?? 0) < minFollowers) return 'too_few_followers'
  if ((profile.mediaCount ?? 0) < config.DISCOVER_MIN_POSTS) return 'too_few_posts'
  return undefined
}

/** Person, blog and scrape of a creator worth keeping appear together with the checkpoint that says so. */
async function keep(
  profile: Profile | undefined,
  state: { left: FoundAuthor[]; counts: Counts },
  context: Context,
): Promise<void> {
  const { queue } = context.services
  const { left, counts } = state
  const after = {
    stage: 'authors',
    left,
    counts: { ...counts, created: counts.created + (profile ? 1 : 0) },
  }
  let created = false
  await context.checkpoint(after, async (tx) => {
    const blogId = profile && (await createDiscoveredBlog(tx, profile))
    if (!blogId) return
    await queue.enqueue(tx, 'full_scrape', { blog_id: blogId }, { priority: NEW_CREATOR_PRIORITY })
    created = true
  })
  if (created) {
    counts.created += 1
    queue.wake()
  } else if (profile) counts.known += 1
}
