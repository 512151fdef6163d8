import { fault, faultIssue } from '../../http/fault.ts'
import type { Config } from '../declarations.ts'
import { z } from '../../http/router.ts'
import type { CreatorFacts } from './progress.ts'
import { describeUnknownLanguage } from '../../creators/language-names.ts'
import { LANGUAGE_CODES } from '../../creators/languages.ts'

/** The minimum number of posts: creators with fewer have too few to be judged. */
const MIN_POSTS = 5

const count = z.int().min(0).max(2_000_000_000)

/** The filters for the creators to be found, each optional. */
export const Filters = z
  .strictObject({
    min_followers: count.optional(),
    max_followers: count.optional(),
    min_posts: count.optional(),
    max_posts: count.optional(),
    languages: z
      .array(
        z
          .string()
          .trim()
          .toLowerCase()
          .refine(
            (code) => LANGUAGE_CODES.includes(code),
            fault('not_a_language', ({ input }) =>
              describeUnknownLanguage(String(input), LANGUAGE_CODES),
            ),
          ),
      )
      .min(1)
      .max(LANGUAGE_CODES.length)
      .optional(),
    categories: z.array(z.string().trim().min(1).max(100)).min(1).max(50).optional(),
    public_only: z.boolean().optional(),
    verified_only: z.boolean().optional(),
  })
  .superRefine((filters, context) => {
    refuseTurnedAround(filters, 'followers', context)
    refuseTurnedAround(filters, 'posts', context)
  })
  .openapi('DiscoverFilters', {
    description:
      `Left out, \`min_followers\` is GRAMD_DISCOVER_MIN_FOLLOWERS, \`min_posts\` ${MIN_POSTS} ` +
      `(none where the upper limit asked for is lower) and \`public_only\` true; a list of ` +
      `creators has no filters but those that are asked for. \`languages\` are those of ` +
      `captions (ISO 639-1), \`categories\` parts of the business category in any case.`,
  })
export type Filters = z.output<typeof Filters>

function refuseTurnedAround(
  filters: { [Bound in `${'min' | 'max'}_${'followers' | 'posts'}`]?: number | undefined },
  what: 'followers' | 'posts',
  context: z.RefinementCtx,
): void {
  const [least, most] = [filters[`min_${what}`], filters[`max_${what}`]]
  if (least === undefined || most === undefined || least <= most) return
  context.addIssue(faultIssue('range_backwards', `is below min_${what}`, { path: [`max_${what}`] }))
}

/**
 * Returns a usual lower limit, or 0 if it is above the requested upper limit: no creator could pass
 * both.
 */
const usualUnlessAbove = (usual: number, most: number | undefined): number =>
  most !== undefined && most < usual ? 0 : usual

/** The filters in force, where those that are not asked for have their defaults. */
export function filtersInForce(requested: Filters, isList: boolean, config: Config): Filters {
  if (isList) return requested
  const { min_followers, min_posts, public_only, ...rest } = requested
  return {
    ...rest,
    min_followers:
      min_followers ?? usualUnlessAbove(config.discoverMinFollowers, rest.max_followers),
    min_posts: min_posts ?? usualUnlessAbove(MIN_POSTS, rest.max_posts),
    public_only: public_only ?? true,
  }
}

const RULES = [
  'private',
  'gone',
  'not_verified',
  'too_few_followers',
  'too_many_followers',
  'too_few_posts',
  'too_many_posts',
  'category',
  'language',
] as const
export type Rule = (typeof RULES)[number]

/**
 * The first rule that what is known of the creator breaks; undefined when it breaks none so far.
 */
export function brokenRule(facts: CreatorFacts, filters: Filters): Rule | undefined {
  return RULES.find((rule) => BREAKS[rule](facts, filters))
}

/**
 * An unknown number fits no lower limit, because hidden creators cannot be judged, and every upper
 * one.
 */
const isBelow = (number: number | null | undefined, least = 0): boolean =>
  number !== undefined && (number ?? 0) < least
const isAbove = (number: number | null | undefined, most: number | undefined): boolean =>
  typeof number === 'number' && most !== undefined && number > most

const BREAKS: Record<Rule, (facts: CreatorFacts, filters: Filters) => boolean> = {
  private: ({ isPrivate }, { public_only }) => public_only === true && isPrivate === true,
  gone: ({ isGone }) => isGone === true,
  not_verified: ({ isVerified }, { verified_only }) =>
    verified_only === true && isVerified !== undefined && isVerified !== true,
  too_few_followers: ({ followerCount }, { min_followers }) =>
    isBelow(followerCount, min_followers),
  too_many_followers: ({ followerCount }, { max_followers }) =>
    isAbove(followerCount, max_followers),
  too_few_posts: ({ mediaCount }, { min_posts }) => isBelow(mediaCount, min_posts),
  too_many_posts: ({ mediaCount }, { max_posts }) => isAbove(mediaCount, max_posts),
  category: ({ businessCategory }, { categories }) =>
    businessCategory !== undefined &&
    categories !== undefined &&
    !categories.some((part) =>
      businessCategory?.toLocaleLowerCase().includes(part.toLocaleLowerCase()),
    ),
  language: ({ languages }, filters) =>
    languages !== undefined &&
    filters.languages !== undefined &&
    !filters.languages.some((code) => languages.includes(code)),
}

/** Returns what has to be fetched before the filters can decide; undefined when they can. */
export function missingFor(
  facts: CreatorFacts,
  filters: Filters,
): 'profile' | 'captions' | undefined {
  const needed: Partial<Record<keyof CreatorFacts, boolean>> = {
    isPrivate: filters.public_only === true,
    isVerified: filters.verified_only === true,
    followerCount: (filters.min_followers ?? 0) > 0 || filters.max_followers !== undefined,
    mediaCount: (filters.min_posts ?? 0) > 0 || filters.max_posts !== undefined,
    businessCategory: filters.categories !== undefined,
  }
  for (const [field, isNeeded] of Object.entries(needed))
    if (isNeeded && !(field in facts)) return 'profile'
  return filters.languages !== undefined && facts.languages === undefined ? 'captions' : undefined
}
