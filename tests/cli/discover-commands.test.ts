import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sent } from './sent.ts'

describe('gramd discover', () => {
  test('takes several hashtags with tabs and every filter', async () => {
    const options = {
      tabs: 'top, recent',
      posts: '100',
      'min-followers': '1000',
      'max-followers': '90000',
      'min-posts': '0',
      'max-posts': '900',
      languages: 'ru, kk',
      categories: 'Blogger,Beauty',
    }
    const flags = ['include-private', 'verified-only']
    expect(await sent('discover', ['#мама', 'astana'], options, flags)).toEqual([
      {
        method: 'POST',
        path: '/api/tasks/discover',
        body: {
          hashtags: ['#мама', 'astana'],
          tabs: ['top', 'recent'],
          posts: 100,
          filters: {
            min_followers: 1000,
            max_followers: 90_000,
            min_posts: 0,
            max_posts: 900,
            languages: ['ru', 'kk'],
            categories: ['Blogger', 'Beauty'],
            public_only: false,
            verified_only: true,
          },
        },
      },
    ])
  })

  test('refuses a number that is none', async () => {
    await expect(sent('discover', ['мама'], { 'min-followers': '5x' })).rejects.toThrow(
      "--min-followers: expected a number in digits, not '5x'",
    )
    await expect(sent('hashtags add', ['мама'], { 'min-posts': '' })).rejects.toThrow('--min-posts')
  })

  test('takes a seed, a place or a file of creators as it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'creators-'))
    onTestFinished(async () => await rm(folder, { recursive: true }))
    const file = join(folder, 'creators.txt')
    await writeFile(file, '@natgeo\nhttps://instagram.com/nasa/\n')

    const bodies = [
      ...(await sent('discover', [], { 'similar-to': 'natgeo' })),
      ...(await sent('discover', [], { location: '213131048' })),
      ...(await sent('discover', [], { 'creators-file': file })),
    ].map(({ body }) => body)

    expect(bodies).toEqual([
      { similar_to: 'natgeo' },
      { location: '213131048' },
      { creators: '@natgeo\nhttps://instagram.com/nasa/\n' },
    ])
  })
})

test('what discoveries brought is read by source and by run', async () => {
  expect(await sent('discovery sources', [], { days: '30', limit: '5' })).toEqual([
    { method: 'GET', path: '/api/discovery/sources?days=30&limit=5' },
  ])
  expect(await sent('discovery runs')).toEqual([{ method: 'GET', path: '/api/discovery/runs' }])
})

describe('gramd hashtags', () => {
  test('adds, lists, changes and removes them', async () => {
    const calls = [
      ...(await sent('hashtags add', ['#мама'], { languages: 'kk' })),
      ...(await sent('hashtags list', [], { limit: '5' })),
      ...(await sent('hashtags update', ['мама'])),
      ...(await sent('hashtags pause', ['#a'])),
      ...(await sent('hashtags resume', ['a'])),
      ...(await sent('hashtags remove', ['a'])),
    ]
    expect(calls).toEqual([
      {
        method: 'POST',
        path: '/api/hashtags',
        body: { hashtag: '#мама', filters: { languages: ['kk'] } },
      },
      { method: 'GET', path: '/api/hashtags?limit=5' },
      {
        method: 'PATCH',
        path: `/api/hashtags/${encodeURIComponent('мама')}`,
        body: { filters: {} },
      },
      { method: 'PATCH', path: '/api/hashtags/%23a', body: { is_paused: true } },
      { method: 'PATCH', path: '/api/hashtags/a', body: { is_paused: false } },
      { method: 'DELETE', path: '/api/hashtags/a' },
    ])
  })
})
