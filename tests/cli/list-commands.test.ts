import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sent } from './sent.ts'

describe('the commands of lists', () => {
  test.for([
    ['lists list', [], { campaign: 'on' }, ['GET', '/api/lists?campaign=true']],
    ['lists show', ['Big sale'], {}, ['GET', '/api/lists/Big%20sale']],
    ['lists members', ['a/b'], { limit: '5' }, ['GET', '/api/lists/a%2Fb/members?limit=5']],
    ['lists delete', ['x'], {}, ['DELETE', '/api/lists/x']],
    ['lists compare', ['x'], {}, ['GET', '/api/lists/x/compare']],
    ['blogs compare', ['a', '@b'], {}, ['GET', '/api/blogs/compare?ids=a%2C%40b']],
    [
      'lists create',
      ['Sale'],
      { campaign: 'on', 'ends-at': '2026-12-31T00:00:00Z' },
      [
        'POST',
        '/api/lists',
        { name: 'Sale', is_campaign: true, ends_at: '2026-12-31T00:00:00.000Z' },
      ],
    ],
    [
      'lists update',
      ['Sale'],
      { description: '', campaign: 'off' },
      ['PATCH', '/api/lists/Sale', { description: null, is_campaign: false }],
    ],
    [
      'lists add',
      ['Sale', 'a', '@b'],
      { note: 'n' },
      ['POST', '/api/lists/Sale/members', { blogs: ['a', '@b'], note: 'n' }],
    ],
    ['lists remove', ['Sale', 'a'], {}, ['DELETE', '/api/lists/Sale/members', { blogs: ['a'] }]],
  ] as const)('%s %j %j', async ([name, words, options, expected]) => {
    const [call] = await sent(name, [...words], { ...options })

    const [method, path, body] = expected
    expect(call).toEqual({ method, path, ...(body === undefined ? {} : { body }) })
  })

  test('take creators from a file as people paste them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gramd-lists-'))
    onTestFinished(async () => await rm(folder, { recursive: true }))
    const file = join(folder, 'picks.txt')
    await writeFile(file, '1. @mama\n2. https://www.instagram.com/cook/, nomad\n')

    const [call] = await sent('lists add', ['Picks', 'first'], { file })

    expect(call?.body).toEqual({
      blogs: ['first', '@mama', 'https://www.instagram.com/cook/', 'nomad'],
    })
  })

  test('refuse to add nobody, and a file that is not there', async () => {
    await expect(sent('lists add', ['Picks'])).rejects.toThrow('name a CREATOR')
    await expect(sent('lists add', ['Picks'], { file: '/none' })).rejects.toThrow('ENOENT')
  })
})
