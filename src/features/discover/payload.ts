import { fault } from '../../http/fault.ts'
import { createHash } from 'node:crypto'
import { parseCreatorAddress } from '../../creators/address.ts'
import { parseHashtag } from '../../creators/hashtag.ts'
import { parsedText } from '../../http/parsed-text.ts'
import { z } from '../../http/router.ts'
import { parseLocation } from '../../creators/location.ts'
import type { DiscoverySource } from '../../platforms/creator-finder.ts'
import { Filters } from './filters.ts'

const MAX_HASHTAGS = 30
export const MAX_CREATORS = 10_000
const MAX_POSTS = 500

export const Hashtag = parsedText('hashtag', parseHashtag, 'not_a_hashtag')
export const Creator = parsedText('username', parseCreatorAddress, 'not_a_username')
export const Location = parsedText('locationId', parseLocation, 'not_a_place')

const distinct = <Value>(values: readonly Value[]): Value[] => [...new Set(values)]

export const Hashtags = z.array(Hashtag).min(1).max(MAX_HASHTAGS).transform(distinct)
export const Tabs = z
  .array(z.enum(['top', 'recent']))
  .min(1)
  .max(2)
  .transform(distinct)
export const PostCount = z.int().min(1).max(MAX_POSTS)

const SOURCES = ['hashtags', 'location', 'similar_to', 'creators'] as const

/** The payload of a discovery: exactly one source, and filters for its creators. */
export const DiscoverPayload = z
  .object({
    hashtags: Hashtags.optional(),
    location: Location.optional(),
    similar_to: Creator.optional(),
    creators: z.array(Creator).min(1).max(MAX_CREATORS).transform(distinct).optional(),
    tabs: Tabs.default(['top']),
    posts: PostCount.default(50),
    filters: Filters.default({}),
  })
  .refine(
    (payload) => SOURCES.filter((source) => payload[source] !== undefined).length === 1,
    fault('one_of_two', `expected exactly one of ${SOURCES.join(', ')}`),
  )
export type DiscoverPayload = z.output<typeof DiscoverPayload>
export type DiscoverRequested = z.input<typeof DiscoverPayload>

/**
 * Returns the pages of the platform that a discovery reads; none for similar creators, whose seed
 * has to be found first, and for a list.
 */
export function pagesOf({ hashtags, location, tabs }: DiscoverPayload): DiscoverySource[] {
  if (location !== undefined)
    return tabs.map((tab) => ({ kind: 'location', locationId: location, tab }))
  return (hashtags ?? []).flatMap((hashtag) =>
    tabs.map((tab): DiscoverySource => ({ kind: 'hashtag', hashtag, tab })),
  )
}

/** Keys are parts of an index, which takes no long texts. */
const LONGEST_KEY = 200

/**
 * Returns the key of a source. Two discoveries must not read the same source at once: they would
 * fetch the same authors.
 */
export function sourceKey(payload: DiscoverPayload): string {
  const { hashtags, location, similar_to, creators = [] } = payload
  if (location !== undefined) return `location ${location}`
  if (similar_to !== undefined) return `similar to ${similar_to}`
  const key = hashtags ? hashtags.toSorted().join(' ') : `creators ${creators.toSorted().join(' ')}`
  return key.length <= LONGEST_KEY ? key : digest(key)
}

/** The same for everything that asks for the same creators. */
export function discoverKey(payload: DiscoverPayload): string {
  const { tabs, posts, filters } = payload
  const rest = [
    tabs.toSorted(),
    posts,
    Object.entries(filters)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, Array.isArray(value) ? value.toSorted() : value])
      .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1)),
  ]
  const isList = payload.creators !== undefined || payload.similar_to !== undefined
  return `${sourceKey(payload)} ${digest(JSON.stringify(isList ? rest.slice(2) : rest))}`
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')
