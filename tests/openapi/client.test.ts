import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { generateSource } from 'oazapfts'
import { expect, onTestFinished, test } from 'vitest'
import { declaredBy } from '../http/declared.ts'
import { codeOf } from './code-of.ts'
import { describeWholeApi } from './whole-app.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const COMPILER = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'es2024',
    lib: ['es2024', 'dom', 'dom.iterable'],
    types: [],
    skipLibCheck: true,
    allowImportingTsExtensions: true,
  },
  files: ['tour.ts'],
}

test('the tour in TypeScript asks what the tour with curl asks', async () => {
  const tour = await codeOf('docs/api.md', 'ts', 'gramd.')
  const curl = await codeOf('docs/api.md', 'sh', '$API/api/health')
  const requests = curl.split('\n').flatMap((line) => {
    const path = /\$API(\/api\/[^\s"?]*)/.exec(line)?.[1]
    return path === undefined ? [] : [{ method: line.includes('-X POST') ? 'POST' : 'GET', path }]
  })
  const { operationAt } = declaredBy(describeWholeApi())
  const asked = requests.map(({ method, path }) => operationAt(method, path)?.node['operationId'])

  expect(asked.length).toBeGreaterThan(6)
  for (const operation of asked) expect(tour).toContain(`gramd.${String(operation)}`)
})

test('a generated TypeScript client compiles the tour', { timeout: 60_000 }, async () => {
  const cache = join(ROOT, 'node_modules/.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'client-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(describeWholeApi()))
  const client = await generateSource(join(folder, 'openapi.json'), {
    optimistic: true,
    argumentStyle: 'object',
    useUnknown: true,
    futureStripLegacyMethods: true,
  })
  await writeFile(join(folder, 'client.ts'), client)
  await writeFile(join(folder, 'tour.ts'), await codeOf('docs/api.md', 'ts', 'gramd.'))
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(COMPILER))

  const tsc = join(ROOT, 'node_modules/typescript/lib/tsc.js')
  const compiled = await promisify(execFile)(process.execPath, [tsc, '-p', folder]).catch(
    (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
  )

  expect(compiled).toEqual({ stdout: '', stderr: '' })
  expect(client).toContain('export function listBlogs(')
})

test('every operation has a name of its own that says what it does', () => {
  const names = declaredBy(describeWholeApi()).operations.map(({ node }) => node['operationId'])

  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^[a-z]+([A-Z][a-z0-9]*)+$/)
})
