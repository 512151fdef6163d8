import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { operationCommand } from '../../src/cli/operation-command.ts'
import { requestOf } from '../../src/cli/operation-request.ts'
import { flag } from '../../src/cli/option.ts'
import { parseWords } from '../../src/cli/parse-words.ts'
import { COMMANDS } from '../../src/config.ts'
import { readSources } from '../architecture/sources.ts'
import { describeOperations } from '../fixtures/describe-operations.ts'
import { describeWholeApi } from '../openapi/whole-app.ts'
import type { Command } from '../../src/cli/command.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const COMMAND_FILE = /^src\/(cli\/|features\/[^/]+\/(declare|([a-z]+-)*commands?)\.ts$)/
const NOW = new Date('2026-11-21T12:00:00Z')

/** What a command sends for these arguments. */
async function sentBy(command: Command, args: readonly string[]) {
  const sent: unknown[] = []
  const api = {
    send: async (...call: unknown[]) => await Promise.resolve(void sent.push(call)),
    download: async () => await Promise.reject(new Error('no file was asked for')),
  }
  const { input } = parseWords(command, args, NOW)
  await command.run(api, input, { now: NOW, report: () => undefined })
  return sent
}

test('operations.json is up to date; else run npm run operations', async () => {
  const file = new URL('../../src/cli/operations.json', import.meta.url)
  expect(await readFile(file, 'utf8')).toBe(describeOperations(describeWholeApi()))
})

test('every option and every argument has a line in the help', () => {
  const silent = COMMANDS.flatMap(({ name, words = [], options = {} }) => [
    ...words.filter(({ about }) => about === '').map((word) => `${name} ${word.name}`),
    ...Object.entries(options)
      .filter(([, { about }]) => /^(?:$|[:;,])/.test(about))
      .map(([option]) => `${name} --${option}`),
  ])
  expect(silent).toEqual([])
})

test('no file of commands has a path or a method of the API of its own', () => {
  const files = readSources(ROOT, 'src').filter(({ path }) => COMMAND_FILE.test(path))
  expect(files.length).toBeGreaterThan(40)
  const own = files.filter(({ text }) => /['"`]\/api\/|\.send\(\s*['"`]/.test(text))
  expect(own.map(({ path }) => path)).toEqual([])
})

test('a command of an unknown operation, or with an unknown field, does not compile', () => {
  const refused = [
    // @ts-expect-error no operation has this name
    () => operationCommand('makeList', { name: 'x', summary: 'x' }),
    // @ts-expect-error the operation has no such field as an option
    () => operationCommand('createList', { name: 'x', summary: 'x', options: { nme: 'x' } }),
    // @ts-expect-error nor as a word
    () => operationCommand('createList', { name: 'x', summary: 'x', words: { nme: {} } }),
    // @ts-expect-error nor as a value
    async () => await requestOf('createList', { nme: 'x' }),
  ]
  expect(refused).toHaveLength(4)
})

describe('the fields of an operation', () => {
  const document = {
    openapi: '3.1.0',
    info: { title: 'test', version: '1' },
    paths: {
      '/api/shops/{id}': {
        patch: {
          operationId: 'changeShop',
          parameters: [
            { name: 'id', in: 'path', schema: { type: 'string', 'x-reference': 'shop' } },
            { name: 'dry', in: 'query', schema: { type: 'boolean' }, description: 'Only say so.' },
          ],
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: {
                  type: 'object',
                  required: ['state'],
                  properties: {
                    state: { enum: ['open', 'closed'] },
                    price: { type: ['string', 'number', 'null'], description: 'Default: null' },
                    tags: { type: 'array', items: { type: 'string' } },
                    filter: {
                      type: 'object',
                      properties: { from: { type: 'integer', minimum: 1, maximum: 9 } },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  }

  test('are what its schemas say, each on a line', () => {
    expect(describeOperations(document).split('\n')).toEqual([
      '{',
      '"changeShop":' +
        JSON.stringify({
          method: 'PATCH',
          path: '/api/shops/{id}',
          params: { id: { type: 'text', reference: 'shop' } },
          query: { dry: { type: 'switch', about: 'only say so' } },
          content: ['application/json'],
          body: {
            state: { type: 'choice', choices: ['open', 'closed'], required: true },
            price: { type: 'money', nullable: true },
            tags: { type: 'text', isList: true },
            filter: { type: 'object' },
            'filter.from': { type: 'whole', min: 1, max: 9 },
          },
        }),
      '}',
      '',
    ])
  })

  test('with the same name in two places are refused', () => {
    const twice = structuredClone(document)
    twice.paths['/api/shops/{id}'].patch.parameters.push({
      name: 'tags',
      in: 'query',
      schema: { type: 'boolean' },
      description: '',
    })
    expect(() => describeOperations(twice)).toThrow('changeShop has tags in two places')
  })
})

describe('a request', () => {
  test('puts each value where the operation has it, and leaves out what is undefined', async () => {
    const request = await requestOf('updateListMember', {
      id: 'Big sale',
      blog: 'a/b',
      price: '12.50',
      note: undefined,
    })
    expect(request).toEqual({
      method: 'PATCH',
      path: '/api/lists/Big%20sale/members/a%2Fb',
      body: { price: '12.50' },
    })
  })

  test('joins the values of a list, and makes an object of its fields', async () => {
    expect(await requestOf('compareBlogs', { ids: ['a', '@b'] })).toEqual({
      method: 'GET',
      path: '/api/blogs/compare?ids=a%2C%40b',
    })
    const { body } = await requestOf('discoverCreators', {
      hashtags: ['мама'],
      'filters.min_followers': 5,
      'filters.languages': ['ru'],
    })
    expect(body).toEqual({ hashtags: ['мама'], filters: { min_followers: 5, languages: ['ru'] } })
  })

  test('has no body where all of it may be left out', async () => {
    expect(await requestOf('rejectProductDraft', { id: 'x' })).not.toHaveProperty('body')
    expect(await requestOf('rejectProductDraft', { id: 'x', reason: 'old' })).toMatchObject({
      body: { reason: 'old' },
    })
  })
})

describe('a command of an operation', () => {
  const change = operationCommand('changeTask', {
    name: 'tasks prioritize',
    summary: 'let a waiting task run sooner or later',
    words: { priority: { about: '1 is most urgent' } },
  })

  test('takes its words in the order of the path, then as declared, as the schema has them', async () => {
    expect(change.words?.map(({ name, field }) => [name, field])).toEqual([
      ['ID', 'id'],
      ['PRIORITY', 'priority'],
    ])
    expect(await sentBy(change, ['7', '3'])).toEqual([['PATCH', '/api/tasks/7', { priority: 3 }]])
  })

  test('refuses a word that the schema refuses, before it asks anybody', () => {
    expect(() => parseWords(change, ['7', '11'], NOW)).toThrow('PRIORITY: expected 1 to 10')
  })

  const list = operationCommand('listLists', {
    name: 'lists list',
    summary: 'lists',
    options: { campaign: { about: 'only campaigns', isSwitch: true }, blog: false },
    own: { loud: flag('shout') },
  })

  test('has an option for each field but those that it leaves out, its pages last', () => {
    expect(Object.keys(list.options ?? {})).toEqual(['campaign', 'limit', 'cursor', 'loud'])
    expect(list.options?.['limit']?.about).toBe('how many at most, 1 to 200')
  })

  test('sends a switch when it is given, and its own options never', async () => {
    expect(await sentBy(list, ['--loud'])).toEqual([['GET', '/api/lists', undefined]])
    expect(await sentBy(list, ['--campaign', '--limit', '5'])).toEqual([
      ['GET', '/api/lists?campaign=true&limit=5', undefined],
    ])
  })

  test('lets an empty text take away what is stored', async () => {
    const update = operationCommand('updateList', { name: 'u', summary: 'u' })
    expect(update.options?.['description']?.about).toContain("'' takes it away")
    expect(await sentBy(update, ['Sale', '--description='])).toEqual([
      ['PATCH', '/api/lists/Sale', { description: null }],
    ])
  })
})
