import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../../src/config.ts'
import {
  brokenRule,
  filtersInForce,
  missingFor,
  type Filters,
} from '../../../src/features/discover/filters.ts'
import type { CreatorFacts } from '../../../src/features/discover/progress.ts'

const whole: CreatorFacts = {
  isGone: false,
  isPrivate: false,
  isVerified: false,
  followerCount: 5_000,
  mediaCount: 40,
  businessCategory: 'Digital Creator',
  languages: ['ru', 'kk'],
}

describe('a filter', () => {
  test.for<[Filters, CreatorFacts, string | undefined]>([
    [{}, whole, undefined],
    [{}, { ...whole, isPrivate: true }, undefined],
    [{}, { ...whole, isGone: true }, 'gone'],
    [{ public_only: true }, { ...whole, isPrivate: true }, 'private'],
    [{ public_only: false }, { ...whole, isPrivate: true }, undefined],
    [{ verified_only: true }, whole, 'not_verified'],
    [{ verified_only: true }, { ...whole, isVerified: null }, 'not_verified'],
    [{ verified_only: true }, { ...whole, isVerified: true }, undefined],
    [{ min_followers: 5_000 }, whole, undefined],
    [{ min_followers: 5_001 }, whole, 'too_few_followers'],
    [{ min_followers: 1 }, { ...whole, followerCount: null }, 'too_few_followers'],
    [{ min_followers: 0 }, { ...whole, followerCount: null }, undefined],
    [{ max_followers: 5_000 }, whole, undefined],
    [{ max_followers: 4_999 }, whole, 'too_many_followers'],
    [{ max_followers: 0 }, { ...whole, followerCount: 0 }, undefined],
    [{ max_followers: 10 }, { ...whole, followerCount: null }, undefined],
    [{ min_posts: 41 }, whole, 'too_few_posts'],
    [{ max_posts: 39 }, whole, 'too_many_posts'],
    [{ categories: ['creator'] }, whole, undefined],
    [{ categories: ['Магазин'] }, { ...whole, businessCategory: 'ДЕТСКИЙ МАГАЗИН' }, undefined],
    [{ categories: ['beauty', 'food'] }, whole, 'category'],
    [{ categories: ['beauty'] }, { ...whole, businessCategory: null }, 'category'],
    [{ languages: ['en', 'kk'] }, whole, undefined],
    [{ languages: ['en'] }, whole, 'language'],
    [{ languages: ['en'] }, { ...whole, languages: [] }, 'language'],
    // What nobody has looked at breaks no rule.
    [
      { min_followers: 1, languages: ['ru'], categories: ['x'], verified_only: true },
      {},
      undefined,
    ],
  ])('%j of %j is broken by %s', ([filters, facts, rule]) => {
    expect(brokenRule(facts, filters)).toBe(rule)
  })

  test.for<[Filters, CreatorFacts, string | undefined]>([
    [{}, {}, undefined],
    [{ public_only: true }, {}, 'profile'],
    [{ public_only: true }, { isPrivate: false }, undefined],
    [{ public_only: false, min_followers: 0, min_posts: 0 }, {}, undefined],
    [{ min_followers: 1 }, { isPrivate: false }, 'profile'],
    [{ max_posts: 1 }, {}, 'profile'],
    [{ verified_only: true }, {}, 'profile'],
    [{ categories: ['a'] }, {}, 'profile'],
    [{ languages: ['ru'] }, {}, 'captions'],
    [{ languages: ['ru'], min_followers: 1 }, {}, 'profile'],
    [{ languages: ['ru'], min_followers: 1 }, { followerCount: null }, 'captions'],
    [{ languages: ['ru'] }, { languages: [] }, undefined],
  ])('%j of %j needs %s', ([filters, facts, missing]) => {
    expect(missingFor(facts, filters)).toBe(missing)
  })

  test('decides early what it would decide with everything known', () => {
    const filters = fc.record(
      {
        min_followers: fc.nat(3),
        max_followers: fc.nat(3),
        min_posts: fc.nat(3),
        languages: fc.constant<string[]>(['ru']),
        categories: fc.constant<string[]>(['shop']),
        public_only: fc.boolean(),
        verified_only: fc.boolean(),
      },
      { requiredKeys: [] },
    )
    const facts = fc.record({
      isGone: fc.boolean(),
      isPrivate: fc.boolean(),
      isVerified: fc.option(fc.boolean()),
      followerCount: fc.option(fc.nat(4)),
      mediaCount: fc.option(fc.nat(4)),
      businessCategory: fc.option(fc.constantFrom('Shop', 'Food')),
      languages: fc.constantFrom<string[]>([], ['ru'], ['kk']),
    })
    fc.assert(
      fc.property(filters, facts, fc.subarray([...FIELDS]), (wanted, all, known) => {
        const some = Object.fromEntries(known.map((field) => [field, all[field]]))
        const early = brokenRule(some, wanted)
        if (early !== undefined) expect(brokenRule(all, wanted)).toBeDefined()
        else if (missingFor(some, wanted) === undefined && !all.isGone)
          expect(brokenRule(all, wanted)).toBeUndefined()
      }),
    )
  })

  test('that is left out has its default, except for a list of creators', () => {
    const config = loadConfig({
      SCRAPER_API_KEY: 'k'.repeat(16),
      GRAMD_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32).toString('base64')}`,
      GRAMD_DISCOVER_MIN_FOLLOWERS: '700',
    })
    expect(filtersInForce({ max_posts: 9 }, false, config)).toEqual({
      min_followers: 700,
      min_posts: 5,
      max_posts: 9,
      public_only: true,
    })
    expect(filtersInForce({ min_followers: 0, public_only: false }, false, config)).toEqual({
      min_followers: 0,
      min_posts: 5,
      public_only: false,
    })
    expect(filtersInForce({ max_followers: 699, max_posts: 7 }, false, config)).toMatchObject({
      min_followers: 0,
      min_posts: 5,
    })
    expect(filtersInForce({ max_posts: 9 }, true, config)).toEqual({ max_posts: 9 })
  })
})

const FIELDS = [
  'isGone',
  'isPrivate',
  'isVerified',
  'followerCount',
  'mediaCount',
  'businessCategory',
  'languages',
] as const
