import { faultIssue } from '../../http/fault.ts'
import { parseCreatorAddress, splitPasted } from '../../creators/address.ts'
import { InvalidInputError, invalidField } from '../../base/errors.ts'
import { z } from '../../http/router.ts'
import { notifyField } from '../jobs/index.ts'
import { Filters } from './filters.ts'
import { Creator, Hashtag, Hashtags, Location, MAX_CREATORS, PostCount, Tabs } from './payload.ts'

const LONGEST_LIST = 2_000_000
const MAX_PROBLEMS = 100

export const DiscoverRequest = z
  .strictObject({
    hashtags: Hashtags.optional().openapi({
      type: 'array',
      items: { type: 'string' },
      minItems: 1,
      maxItems: 30,
      description: 'With or without #; all of them in one task',
      example: ['#алматымама', 'astana'],
    }),
    hashtag: Hashtag.optional().openapi({
      type: 'string',
      description: 'Short for one of `hashtags`',
      example: '#алматымама',
    }),
    location: z
      .union([z.string(), z.int()], { error: 'expected the number or the address of a place' })
      .transform(String)
      .pipe(Location)
      .optional()
      .openapi({
        type: 'string',
        description: 'A place: its number, or the address of its page',
        example: 'https://www.instagram.com/explore/locations/213131048/almaty-kazakhstan/',
      }),
    similar_to: Creator.optional().openapi({
      type: 'string',
      description: 'A creator whose like is looked for: username or address of the profile',
      example: 'natgeo',
    }),
    creators: z
      .union([z.string().max(LONGEST_LIST), z.array(z.string())], {
        error: 'expected a text or a list of texts',
      })
      .optional()
      .openapi({
        description:
          'Usernames and addresses of profiles: a list, or a text with any common separators, ' +
          'at most 10,000',
        example: '@natgeo, https://www.instagram.com/nasa/',
      }),
    tabs: Tabs.optional().openapi({
      type: 'array',
      items: { type: 'string', enum: ['top', 'recent'] },
      description: 'Of hashtags and places; top by default',
    }),
    posts: PostCount.optional().openapi({
      description:
        'The posts of each hashtag or place and tab whose authors are looked at; 50 by default',
    }),
    min_followers: z.int().min(0).max(2_000_000_000).optional().openapi({
      description: 'Short for `filters.min_followers`',
    }),
    filters: Filters.optional(),
    notify: notifyField,
  })
  .superRefine((request, context) => {
    const used = SOURCES.filter((source) => request[source] !== undefined)
    if (used.length === 1) {
      if (PAGED.includes(used[0])) return
      for (const field of ['tabs', 'posts'] as const)
        if (request[field] !== undefined)
          context.addIssue(
            faultIssue('does_not_fit', 'is of hashtags and places only', { path: [field] }),
          )
      return
    }
    for (const source of used.length === 0 ? SOURCES.slice(0, 1) : used.slice(1)) {
      context.addIssue(faultIssue('one_of_two', EXPECTED_SOURCE, { path: [source] }))
    }
  })
  .openapi('DiscoverRequest')
export type DiscoverRequest = z.output<typeof DiscoverRequest>

const SOURCES = ['hashtags', 'hashtag', 'location', 'similar_to', 'creators'] as const
/** The sources that are read page by page. */
const PAGED: readonly (string | undefined)[] = ['hashtags', 'hashtag', 'location']
const EXPECTED_SOURCE =
  'expected exactly one of hashtags (or hashtag), location, similar_to and creators'

/** A request as it was understood. */
export const Understood = z.object({
  hashtag: z.string().optional().openapi({ description: 'When there is exactly one' }),
  hashtags: z.array(z.string()).optional(),
  location: z.string().optional().openapi({ description: 'Number of the place' }),
  similar_to: z.string().optional(),
  creators: z
    .object({
      accepted: z.int(),
      repeated: z.int().openapi({ description: 'Names that mean one that was given before' }),
      invalid: z.array(z.object({ creator: z.string(), reason: z.string() })),
      erased: z.int().optional().openapi({
        description:
          'Names of the accepted ones that were erased and are left out, if there are any',
      }),
    })
    .optional(),
  filters: Filters,
})
type Understood = z.output<typeof Understood>

/**
 * The task's payload for a request, and what of the request was understood. Throws an
 * InvalidInputError for a list without any creator.
 */
export function readRequest(request: Omit<DiscoverRequest, 'notify'>): {
  payload: { creators?: string[]; similar_to?: string; filters: Filters }
  understood: Understood
} {
  const { hashtag, hashtags: several, location, similar_to, tabs, posts, min_followers } = request
  const filters = readFilters(min_followers, request.filters)
  const hashtags = several ?? (hashtag === undefined ? undefined : [hashtag])
  const [only, ...others] = hashtags ?? []
  const list = request.creators === undefined ? undefined : readCreators(request.creators)
  const source = { hashtags, location, similar_to, creators: list?.usernames }
  return {
    payload: { ...presentIn({ ...source, tabs, posts }), filters },
    understood: {
      ...presentIn({
        hashtag: others.length === 0 ? only : undefined,
        hashtags,
        location,
        similar_to,
      }),
      ...(list ? { creators: list.understood } : {}),
      filters,
    },
  }
}

function readFilters(min_followers: number | undefined, filters: Filters = {}): Filters {
  if (min_followers === undefined) return filters
  const { max_followers, min_followers: same = min_followers } = filters
  if (same !== min_followers)
    throw invalidField('min_followers', 'differs from filters.min_followers', {
      code: 'does_not_fit',
    })
  if (max_followers !== undefined && max_followers < min_followers)
    throw invalidField('filters.max_followers', 'is below min_followers', {
      code: 'range_backwards',
    })
  return { ...filters, min_followers }
}

/** Returns the fields without undefined ones. */
function presentIn<Fields extends object>(
  fields: Fields,
): {
  [Name in keyof Fields]?: Exclude<Fields[Name], undefined>
}
function presentIn(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

type ReadCreators = { usernames: string[]; understood: NonNullable<Understood['creators']> }

/**
 * Reads the names of a list. Each name gets its own answer; a list in which none can exist is a
 * mistake.
 */
function readCreators(creators: string | readonly string[]): ReadCreators {
  const pieces = typeof creators === 'string' ? splitPasted(creators) : creators
  if (pieces.length === 0) throw invalidField('creators', 'must not be empty', { code: 'required' })
  if (pieces.length > MAX_CREATORS)
    throw invalidField(
      'creators',
      `has ${pieces.length} entries; at most ${MAX_CREATORS} at a time`,
      { code: 'too_many', limits: { max: MAX_CREATORS } },
    )
  const usernames = new Set<string>()
  const faulty: { creator: string; reason: string }[] = []
  for (const creator of pieces) {
    const parsed = parseCreatorAddress(creator)
    if ('username' in parsed) usernames.add(parsed.username)
    else faulty.push({ creator, reason: parsed.reason })
  }
  if (usernames.size === 0) {
    throw new InvalidInputError(
      'none of this names a creator',
      faulty.slice(0, MAX_PROBLEMS).map(({ reason }, place) => ({
        field: `creators.${place}`,
        reason,
        code: 'not_a_username',
      })),
    )
  }
  const accepted = usernames.size
  const repeated = pieces.length - faulty.length - accepted
  return { usernames: [...usernames], understood: { accepted, repeated, invalid: faulty } }
}
