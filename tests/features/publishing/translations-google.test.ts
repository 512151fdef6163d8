import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { loadConfig } from '../../../src/config.ts'
import { test } from '../../fixtures/test.ts'
import { translationsWorld } from './translations-world.ts'

/** A file with this content, until the test ends. */
async function aFile(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-test-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const path = join(folder, 'key.json')
  await writeFile(path, content)
  return path
}

test('a service account translates by version 3, with one token for many requests', async ({
  db,
}) => {
  const world = await translationsWorld(db, {
    settings: async (sim) => ({
      GRAMD_TRANSLATION_SERVICES: 'google',
      GOOGLE_TRANSLATION_CREDENTIALS_FILE: await aFile(JSON.stringify(sim.googleKeyFile())),
    }),
  })
  const text = 'Новый кофе в @aspan.cafe\nза 1 500 ₸ & #кофе в городе'
  const [first] = await world.translate(text, ['kk'])
  expect(first).toMatchObject({ service: 'google', flags: [] })
  expect(first?.text).toMatch(/@aspan\.cafe\n.*1 500 ₸ & #кофе/)
  world.sim.fail({ service: 'google', kind: 'translate_hashtags', count: 1 })
  await world.translate('Доброе утро', ['de', 'tr'])
  expect(world.sim.googleTokens()).toBe(1)
  const paths = world.sim.requests().map(({ path }) => path.split('/').at(-1))
  expect(paths).toEqual([
    'token',
    'supportedLanguages',
    'global:translateText',
    'global:translateText',
    'global:translateText',
  ])
})

test('a service account whose key is not known is refused', async ({ db }) => {
  const world = await translationsWorld(db, {
    settings: async (sim) => {
      const old = sim.googleKeyFile()
      sim.googleKeyFile()
      return {
        GRAMD_TRANSLATION_SERVICES: 'google,model',
        GOOGLE_TRANSLATION_CREDENTIALS_FILE: await aFile(JSON.stringify(old)),
      }
    },
  })
  expect(await world.translate('Доброе утро', ['kk'])).toMatchObject([{ service: 'model' }])
  const failed = world.lines.find(({ msg }) => msg === 'translation service failed')
  expect(failed).toMatchObject({ code: 'translation_key_refused', reason: 'Google answered 400' })
  expect(JSON.stringify(world.lines)).not.toContain('PRIVATE KEY')
})

test.for(['{"client_email":"a","project_id":"b","private_key":"PRIVATE KEY hunter2"}', 'hunter2'])(
  'a key file that is none is refused before gramd starts: %s',
  async (content) => {
    const env = {
      SCRAPER_API_KEY: 'a-key-for-tests-only',
      GRAMD_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
      GOOGLE_TRANSLATION_CREDENTIALS_FILE: await aFile(content),
    }
    expect(() => loadConfig(env)).toThrow('GOOGLE_TRANSLATION_CREDENTIALS_FILE')
    expect(() => loadConfig(env)).not.toThrow('hunter2')
    const missing = { ...env, GOOGLE_TRANSLATION_CREDENTIALS_FILE: '/nowhere/key.json' }
    expect(() => loadConfig(missing)).toThrow('that can be read')
  },
)
