import { describe, expect, test } from 'vitest'
import type { ApiClient } from '../../../src/cli/api-client.ts'
import { TRANSLATION_COMMANDS } from '../../../src/features/publishing/translation-commands.ts'
import { sent } from '../../cli/sent.ts'

const commandNamed = (name: string) => {
  const found = TRANSLATION_COMMANDS.find((each) => each.name === name)
  if (!found) throw new Error(`no command ${name}`)
  return found
}

test('translate sends the caption and shows each language with what to look at', async () => {
  expect(await sent('translate', ['Привет'], { to: 'kk,ru', formality: 'formal' })).toEqual([
    {
      method: 'POST',
      path: '/api/translations',
      body: { text: 'Привет', to: ['kk', 'ru'], formality: 'formal' },
    },
  ])
  const flags = [{ code: 'too_long', reason: '2300 characters, Instagram takes 2200' }]
  const base = { flags: [], cached: false, corrected: false, cost_usd: 0, error: null }
  const failed = { code: 'translation_failed', detail: 'no service translated it' }
  const data = [
    { ...base, language: 'kk', text: 'Сәлем\nдос', service: 'deepl', cost_usd: 0.001, flags },
    { ...base, language: 'de', text: 'Hallo', service: 'google', cached: true },
    { ...base, language: 'uz', text: 'Salom', service: null, corrected: true },
    { ...base, language: 'en', text: '🔥', service: null },
    { ...base, language: 'tr', text: null, service: null, error: failed },
  ]
  const input = { words: ['Привет'], options: {} }
  expect(commandNamed('translate').view?.says?.({ data }, input)).toBe(
    `kk (deepl, $0.001)
Сәлем
дос
! 2300 characters, Instagram takes 2200

de (google, from the cache)
Hallo

uz (corrected by a person)
Salom

en (nothing to translate)
🔥

tr (translation_failed)
no service translated it`,
  )
})

describe('the glossary', () => {
  const pair = { from: 'ru', to: 'kk' }
  const stored = {
    data: [{ ...pair, version: 3, entries: [{ term: 'Aspan', translation: 'Аспан' }] }],
  }

  /** What `glossary set` writes over what is stored. */
  async function written(words: readonly string[], remove: boolean): Promise<unknown> {
    let body: unknown
    const api: ApiClient = {
      send: async (method, _path, given) => {
        if (method === 'PUT') body = given
        return await Promise.resolve(stored)
      },
      download: async () => await Promise.reject(new Error('no file was asked for')),
    }
    const tools = { now: new Date(), report: () => undefined }
    await commandNamed('glossary set').run(api, { words, options: { ...pair, remove } }, tools)
    return body
  }

  test('is listed, changed entry by entry, with the version that was read', async () => {
    expect(await sent('glossary list', [], { from: 'ru' })).toEqual([
      { method: 'GET', path: '/api/glossary?from=ru' },
    ])
    const says = commandNamed('glossary list').view?.says
    const input = { words: [], options: {} }
    expect(says?.(stored, input)).toBe('ru → kk: Aspan = Аспан')
    expect(says?.({ data: [] }, input)).toContain('is empty')
    expect(await written(['#кофе', '#кофехана'], false)).toEqual({
      ...pair,
      version: 3,
      entries: [
        { term: 'Aspan', translation: 'Аспан' },
        { term: '#кофе', translation: '#кофехана' },
      ],
    })
    expect(await written(['Aspan', 'Аспан кафесі'], false)).toMatchObject({
      entries: [{ term: 'Aspan', translation: 'Аспан кафесі' }],
    })
    expect(await written(['Aspan'], true)).toMatchObject({ version: 3, entries: [] })
  })

  test('says what is missing', async () => {
    await expect(written(['Aspan'], false)).rejects.toThrow('give a translation, or --remove')
    await expect(written(['Aspan', 'x'], true)).rejects.toThrow('give a translation, or --remove')
    await expect(written(['aspan'], true)).rejects.toThrow("has no 'aspan'")
  })
})
