import { expect, test } from 'vitest'
import { stemHashes } from '../../../src/features/projects/text-similarity.ts'
import { actualOf } from '../../../src/features/projects/metrics.ts'
import { tagOf, tagsIn } from '../../../src/features/projects/tags.ts'

const ID = '019a0000-0000-7000-8000-00000000000a'

test('the tag of a version is a hashtag of 12 characters, read in any case and form, each once', () => {
  const tag = tagOf('#gramd', 'k7p2qx')
  expect(tag).toMatch(/^#[\p{L}\p{N}_]{1,11}$/u)
  const caption = `New shoes!${tag}\n${tag.toUpperCase()}, ${tag.replace('#', '＃')} #gramd #gramdnews`

  expect(tagsIn(caption, '#gramd')).toEqual([{ code: 'k7p2qx' }])
  expect(tagsIn(`${tag}s a${tag} ${tag}_1 #gramdk7p2q0 #gramdk7p2q`, '#gramd')).toEqual([])
  expect(tagsIn(`${tag} ${tagOf('#gramd', 'abcdef')}.`, '#gramd')).toEqual([
    { code: 'k7p2qx' },
    { code: 'abcdef' },
  ])
  expect(tagsIn(tag, '#other')).toEqual([])
})

test('tags of the older form are still read as text', () => {
  const tag = `#gramd:proj:${ID}:v:12`
  const caption = `New shoes! ${tag}\n${tag.toUpperCase()}, ${tag.replace('#', '＃')} #gramd #gramd:proj:x:v:1`

  expect(tagsIn(caption, '#gramd')).toEqual([{ projectId: ID, number: 12 }])
  expect(tagsIn(`${tag}th`, '#gramd')).toEqual([])
  expect(tagsIn(tag.replace(':v:12', ':v:0'), '#gramd')).toEqual([])
  expect(tagsIn(`${tag} and ${tag}3`, '#gramd')).toMatchObject([{ number: 12 }, { number: 123 }])
  expect(tagsIn(tag, '#other')).toEqual([])
})

test('stems leave out endings, short words, names, hashtags and links', () => {
  const same = (one: string, other: string) => expect(stemHashes(one)).toEqual(stemHashes(other))

  same('Зелёные кроссовки', 'зеленых КРОССОВОК на')
  same('running shoes', 'https://example.com/a running @anna shoes #summer 2026')
  expect(stemHashes('shoes')).not.toEqual(stemHashes('boots'))
})

test('a post’s numbers bear our names; what the platform does not tell is null, never 0', () => {
  const actual = actualOf({ views: 900, saved: 0, ig_reels_avg_watch_time: 9_000 }, 30_000)

  expect(actual).toMatchObject({ views: 900, saves: 0, retention: 0.3, reach: null, shares: null })
  expect(actualOf({ ig_reels_avg_watch_time: 9_000 }, null).retention).toBeNull()
  const skips = [
    actualOf({ reels_skip_rate: 41.5 }, null),
    actualOf({ reels_skip_rate: 0.4 }, null),
  ]
  expect(skips.map(({ skip_rate }) => skip_rate)).toEqual([0.415, 0.4])
})
