import { expect, test } from 'vitest'
import type { ApiClient } from '../../src/cli/api-client.ts'
import { CATEGORY_COMMANDS } from '../../src/cli/category-commands.ts'
import { UsageError } from '../../src/cli/api-command.ts'

type Call = [method: string, path: string, body?: unknown]

/** What a command sends to the API, as JSON carries it. */
async function sent(
  name: string,
  words: string[] = [],
  options: Record<string, string> = {},
  flags: string[] = [],
): Promise<Call> {
  const calls: Call[] = []
  const api: ApiClient = {
    download: async () => await Promise.reject(new Error('no file was asked for')),
    send: async (method, path, body) => {
      const text = JSON.stringify(body)
      calls.push(text === undefined ? [method, path] : [method, path, JSON.parse(text)])
      return null
    },
  }
  const command = CATEGORY_COMMANDS.find((each) => each.name === name)
  await command?.run(api, { words, options, flags: new Set(flags) })
  const [call] = calls
  if (!call) throw new Error(`${name} asked for nothing`)
  return call
}

test('categories are listed, shown, added, renamed, merged and removed', async () => {
  expect(await sent('categories list', [], { limit: '5' })).toEqual([
    'GET',
    '/api/categories?limit=5',
  ])
  expect(await sent('categories show', ['real estate'])).toEqual([
    'GET',
    '/api/categories/real%20estate',
  ])
  expect(await sent('categories add', ['esoterics'], { synonyms: 'tarot, таро,' })).toEqual([
    'POST',
    '/api/categories',
    { name: 'esoterics', synonyms: ['tarot', 'таро'] },
  ])
  expect(await sent('categories add', ['esoterics'])).toEqual([
    'POST',
    '/api/categories',
    { name: 'esoterics' },
  ])
  expect(await sent('categories rename', ['food', 'food & drink'])).toEqual([
    'PATCH',
    '/api/categories/food',
    { name: 'food & drink' },
  ])
  expect(await sent('categories merge', ['anime', 'entertainment'])).toEqual([
    'POST',
    '/api/categories/anime/merge',
    { into: 'entertainment' },
  ])
  expect(await sent('categories remove', ['anime'])).toEqual(['DELETE', '/api/categories/anime'])
})

test('topics are listed and given a meaning', async () => {
  expect(await sent('topics unknown')).toEqual(['GET', '/api/topics/unknown'])
  expect(await sent('topics unknown', [], { limit: '5' }, ['ignored'])).toEqual([
    'GET',
    '/api/topics/unknown?ignored=true&limit=5',
  ])
  const map = '/api/topics/map'
  expect(await sent('topics map', ['tarot'], { category: 'humor' })).toEqual([
    'POST',
    map,
    { topic: 'tarot', category: 'humor' },
  ])
  expect(await sent('topics map', ['tarot'], {}, ['ignore'])).toEqual([
    'POST',
    map,
    { topic: 'tarot', ignore: true },
  ])
  expect(await sent('topics map', ['tarot'], {}, ['heed'])).toEqual([
    'POST',
    map,
    { topic: 'tarot', ignore: false },
  ])
})

test.for<[Record<string, string>, string[]]>([
  [{}, []],
  [{ category: 'food' }, ['ignore']],
  [{}, ['ignore', 'heed']],
])('a topic is given exactly one meaning, not %j and %j', async ([options, flags]) => {
  await expect(sent('topics map', ['tarot'], options, flags)).rejects.toThrow(UsageError)
})
