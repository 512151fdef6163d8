import { expect, test } from 'vitest'
import { UsageError } from '../../src/cli/usage-error.ts'
import { sent } from './sent.ts'

/** The only thing that a command sends. */
async function only(...asked: Parameters<typeof sent>): Promise<unknown[]> {
  const [call] = await sent(...asked)
  if (!call) throw new Error(`${asked[0]} asked for nothing`)
  return [call.method, call.path, ...(call.body === undefined ? [] : [call.body])]
}

test('categories are listed, shown, added, renamed, merged and removed', async () => {
  expect(await only('categories list', [], { limit: '5' })).toEqual([
    'GET',
    '/api/categories?limit=5',
  ])
  expect(await only('categories show', ['real estate'])).toEqual([
    'GET',
    '/api/categories/real%20estate',
  ])
  expect(await only('categories add', ['esoterics'], { synonyms: 'tarot, таро,' })).toEqual([
    'POST',
    '/api/categories',
    { name: 'esoterics', synonyms: ['tarot', 'таро'] },
  ])
  expect(await only('categories add', ['esoterics'])).toEqual([
    'POST',
    '/api/categories',
    { name: 'esoterics' },
  ])
  expect(await only('categories rename', ['food', 'food & drink'])).toEqual([
    'PATCH',
    '/api/categories/food',
    { name: 'food & drink' },
  ])
  expect(await only('categories merge', ['anime', 'entertainment'])).toEqual([
    'POST',
    '/api/categories/anime/merge',
    { into: 'entertainment' },
  ])
  expect(await only('categories remove', ['anime'])).toEqual(['DELETE', '/api/categories/anime'])
})

test('topics are listed and given a meaning', async () => {
  expect(await only('topics unknown')).toEqual(['GET', '/api/topics/unknown'])
  expect(await only('topics unknown', [], { limit: '5' }, ['ignored'])).toEqual([
    'GET',
    '/api/topics/unknown?ignored=true&limit=5',
  ])
  const map = '/api/topics/map'
  expect(await only('topics map', ['tarot'], { category: 'humor' })).toEqual([
    'POST',
    map,
    { topic: 'tarot', category: 'humor' },
  ])
  expect(await only('topics map', ['tarot'], {}, ['ignore'])).toEqual([
    'POST',
    map,
    { topic: 'tarot', ignore: true },
  ])
  expect(await only('topics map', ['tarot'], {}, ['unignore'])).toEqual([
    'POST',
    map,
    { topic: 'tarot', ignore: false },
  ])
})

test.for<[Record<string, string>, string[]]>([
  [{}, []],
  [{ category: 'food' }, ['ignore']],
  [{}, ['ignore', 'unignore']],
])('a topic is given exactly one meaning, not %j and %j', async ([options, flags]) => {
  await expect(only('topics map', ['tarot'], options, flags)).rejects.toThrow(UsageError)
})
