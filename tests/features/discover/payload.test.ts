import { describe, expect, test } from 'vitest'
import {
  DiscoverPayload,
  discoverKey,
  pagesOf,
  sourceKey,
} from '../../../src/features/discover/payload.ts'

const rest = { tabs: ['top'], posts: 50, filters: {} }

describe('the payload of a discovery', () => {
  test.for<[object, object]>([
    [{ hashtags: ['#Мама'] }, { hashtags: ['мама'], ...rest }],
    [{ hashtags: ['a', '#A', 'b'] }, { hashtags: ['a', 'b'], ...rest }],
    [{ location: '213131048' }, { location: '213131048', ...rest }],
    [{ similar_to: '@NatGeo' }, { similar_to: 'natgeo', ...rest }],
    [{ creators: ['b', '@a', 'B'] }, { creators: ['b', 'a'], ...rest }],
  ])('%j is understood as %j, and that as itself', ([given, understood]) => {
    expect(DiscoverPayload.parse(given)).toEqual(understood)
    expect(DiscoverPayload.parse(understood)).toEqual(understood)
  })

  test.for([{}, { hashtags: ['a'], location: '1' }, { hashtags: [] }, { creators: ['a b'] }])(
    '%j is refused',
    (payload) => {
      expect(DiscoverPayload.safeParse(payload).success).toBe(false)
    },
  )

  test('has a page for each hashtag or place and tab, and none for seeds and lists', () => {
    const pages = (payload: object) => pagesOf(DiscoverPayload.parse(payload))
    expect(pages({ hashtags: ['a', 'b'], tabs: ['top', 'recent'] })).toEqual([
      { kind: 'hashtag', hashtag: 'a', tab: 'top' },
      { kind: 'hashtag', hashtag: 'a', tab: 'recent' },
      { kind: 'hashtag', hashtag: 'b', tab: 'top' },
      { kind: 'hashtag', hashtag: 'b', tab: 'recent' },
    ])
    expect(pages({ location: '7', tabs: ['recent'] })).toEqual([
      { kind: 'location', locationId: '7', tab: 'recent' },
    ])
    expect(pages({ similar_to: 'a' })).toEqual([])
    expect(pages({ creators: ['a'] })).toEqual([])
  })
})

describe('the key of a discovery', () => {
  const keys = (payload: object) => {
    const parsed = DiscoverPayload.parse(payload)
    return { dedupe: discoverKey(parsed), source: sourceKey(parsed) }
  }

  test.for<[object, object]>([
    [{ hashtags: ['a', 'b'] }, { hashtags: ['b', 'a'] }],
    [
      { hashtags: ['a'], filters: { languages: ['ru', 'kk'], max_posts: 3 } },
      { hashtags: ['a'], filters: { max_posts: 3, languages: ['kk', 'ru'] } },
    ],
    [{ creators: ['a', 'b'] }, { creators: ['@B', 'a'], posts: 70 }],
  ])('of %j is that of %j', ([one, other]) => {
    expect(keys(one)).toEqual(keys(other))
  })

  test('tells other wishes apart, and what the same source is', () => {
    const plain = keys({ hashtags: ['a'] })
    for (const other of [
      { hashtags: ['a'], posts: 51 },
      { hashtags: ['a'], tabs: ['recent'] },
      { hashtags: ['a'], filters: { min_posts: 1 } },
    ]) {
      expect(keys(other).dedupe).not.toBe(plain.dedupe)
      expect(keys(other).source).toBe(plain.source)
    }
    expect(keys({ creators: ['a'] }).source).not.toBe(plain.source)
    expect(keys({ similar_to: 'a' }).source).not.toBe(plain.source)
  })

  test('is short however long the list', () => {
    const creators = Array.from({ length: 10_000 }, (_, n) => `creator_${n}`)
    const { dedupe, source } = keys({ creators })
    expect(dedupe.length).toBeLessThan(300)
    expect(source.length).toBeLessThan(300)
  })
})
