import { readFile } from 'node:fs/promises'
import { glob } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { LOCKS } from '../../src/db/locks.ts'

const ROOT = new URL('../../', import.meta.url).pathname

test('every advisory lock of a transaction is in the table of locks', async () => {
  const known = new Set<string>(Object.values(LOCKS))
  const strangers: string[] = []
  for await (const file of glob('{src,sql}/**/*.{ts,sql}', { cwd: ROOT })) {
    if (file === 'src/db/locks.ts') continue
    const text = await readFile(`${ROOT}${file}`, 'utf8')
    for (const [, key = ''] of text.matchAll(/pg_advisory_xact_lock(?:_shared)?\((.*)/g)) {
      const name = /^hashtext\('([^']+)'\)/.exec(key)?.[1]
      if (name === undefined || !known.has(name) || file.endsWith('.ts'))
        strangers.push(`${file}: ${key}`)
    }
  }
  expect(strangers).toEqual([])
})
