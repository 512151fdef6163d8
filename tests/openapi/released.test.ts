import { gunzipSync } from 'node:zlib'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { z } from 'zod'
import packageJson from '../../package.json' with { type: 'json' }
import { compareVersions } from '../../src/db/migrations/schema-state.ts'
import { breakingChanges } from './breaking.ts'
import breaks from './breaks.json' with { type: 'json' }
import type { Json } from './differences.ts'
import { describeWholeApi } from './whole-app.ts'

const documentOf = (text: string): Json => z.json().parse(JSON.parse(text))

/** The document of the last release; `npm run release` writes it. */
async function released(): Promise<Json> {
  const file = await readFile(new URL('released.json.gz', import.meta.url))
  return documentOf(gunzipSync(file).toString('utf8'))
}

test('the API breaks no program of the last release, but where breaks.json declares it', async () => {
  const now = documentOf(JSON.stringify(describeWholeApi()))

  const found = breakingChanges(await released(), now)

  // A change that is missing in breaks.json breaks programs; see CONTRIBUTING.md, "Add an operation".
  expect(found.toSorted()).toEqual(Object.keys(breaks).toSorted())
})

test('the stored document is one of a release', async () => {
  const Released = z.object({
    info: z.object({ version: z.string() }),
    paths: z.record(z.string(), z.json()),
  })
  const { info, paths } = Released.parse(await released())

  expect(compareVersions(info.version, packageJson.version)).toBeLessThanOrEqual(0)
  expect(Object.keys(paths).length).toBeGreaterThan(200)
})

test('a field that the released API answered with, and is gone, is found', async () => {
  const text = JSON.stringify(describeWholeApi()).replaceAll('"follower_count"', '"fans"')

  expect(breakingChanges(await released(), documentOf(text)).join('\n')).toContain(
    'lacks follower_count',
  )
})
