import { describe, expect, test } from 'vitest'
import { sent } from './sent.ts'

test('a creator is analyzed in the next batch, or now', async () => {
  expect(await sent('blogs analyze', ['mila'])).toEqual([
    { method: 'POST', path: '/api/blogs/mila/analyze' },
  ])
  expect(await sent('blogs analyze', ['https://instagram.com/mila/'], {}, ['now'])).toEqual([
    { method: 'POST', path: '/api/blogs/https%3A%2F%2Finstagram.com%2Fmila%2F/analyze?mode=now' },
  ])
})

test('the versions of what a model said are read', async () => {
  expect(await sent('blogs insights', ['mila'], { limit: '2' })).toEqual([
    { method: 'GET', path: '/api/blogs/mila/insights?limit=2' },
  ])
})

describe('the filters of creators', () => {
  test.for([
    [{ 'min-er': '3%' }, 'min_er=0.03'],
    [{ 'max-er': '0.05' }, 'max_er=0.05'],
    [{ 'min-follower-growth-30-days': '-10%' }, 'min_follower_growth_30_days=-0.1'],
    [
      { 'min-followers': '12k', 'max-followers': '1.5m' },
      'min_followers=12000&max_followers=1500000',
    ],
    [{ 'min-followers': '12,000' }, 'min_followers=12000'],
    [{ verified: 'on', tier: '1k_10k, 10k_50k' }, 'tier=1k_10k%2C10k_50k&verified=true'],
    [{ 'last-post-within-days': '30' }, 'last_post_within_days=30'],
    [{ sort: 'relevance' }, 'sort=relevance'],
    [{ sort: 'followers' }, 'sort=follower_count'],
  ] as const)('%j', async ([options, query]) => {
    expect(await sent('blogs list', [], options)).toEqual([
      { method: 'GET', path: `/api/blogs?${query}` },
    ])
  })

  test.for([
    [{ status: 'activ' }, "--status: expected one of .*, not 'activ'; did you mean 'active'"],
    [{ sort: 'folower_count' }, "--sort: .*did you mean 'follower_count'"],
    [{ 'min-er': 'many' }, "--min-er: expected a number in digits, not 'many'"],
    [{ 'min-followers': '1.5' }, "--min-followers: expected a whole number, not '1.5'"],
    [{ limit: '500' }, '--limit: expected 1 to 200, not 500'],
    [{ verified: 'maybe' }, "--verified: expected on or off, not 'maybe'"],
    [{ 'min-folowers': '5' }, "has no option --min-folowers; did you mean '--min-followers'"],
  ] as const)('%j is refused before anything is sent', async ([options, message]) => {
    await expect(sent('blogs list', [], { ...options })).rejects.toThrow(new RegExp(message))
  })
})
