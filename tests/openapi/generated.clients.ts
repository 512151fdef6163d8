import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { beforeAll, describe, onTestFinished } from 'vitest'
import { KEY } from '../attack/shipped-key.ts'
import { startShipped, type Shipped } from '../attack/shipped.ts'
import { aBlog } from '../features/blogs/a-blog.ts'
import { openDatabase } from '../../src/db/database.ts'
import type { Db } from '../../src/db/handles.ts'
import { generateEncryptionKey, parseEncryptionKeys } from '../../src/base/crypto.ts'
import { addAccount } from '../../src/pool/accounts/accounts-store.ts'
import { addProxy } from '../../src/pool/proxies/store/proxies/proxies.ts'
import { storeParts } from '../pool/pool-fixture.ts'
import { expect, test } from '../fixtures/test.ts'
import { codeOf } from './code-of.ts'

const PACKAGES = fileURLToPath(new URL('clients', import.meta.url))
const CREATOR = 'sofia_travels.439894'

const COMPILER = {
  compilerOptions: {
    strict: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    module: 'nodenext',
    target: 'es2022',
    lib: ['es2024', 'dom', 'dom.iterable'],
    types: [],
    outDir: 'built',
  },
  files: ['tour.ts'],
}

/** The generators and their TypeScript, installed as the lock file says. */
let installed = ''

const run = async (cwd: string, program: string, ...args: string[]): Promise<string> => {
  const env = {
    ...process.env,
    NODE_ENV: undefined,
    // Caches of the generators go with the folder.
    TMPDIR: installed,
    PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
  }
  const ended = await promisify(execFile)(program, args, { cwd, env }).catch(
    (error: { stdout: string; stderr: string; message: string }) => error,
  )
  if ('message' in ended) throw new Error(`${ended.message}\n${ended.stdout}${ended.stderr}`)
  return ended.stdout
}

beforeAll(async () => {
  installed = await mkdtemp(join(tmpdir(), 'gramd-clients-'))
  await cp(PACKAGES, installed, { recursive: true })
  await run(installed, 'npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund')
  return async () => await rm(installed, { recursive: true })
})

/** What the tour is about: a creator who was scraped, and an account, without which gramd is down. */
async function fill(db: Db, key: string): Promise<void> {
  const full = { follower_count: 12_000, er: 0.05, scrape_status: 'active', scraped_at: new Date() }
  await aBlog(db, CREATOR, { ...full, biography: 'мама из алматы' })
  await sql`update blogs set search = derived.creator_document(username, full_name, biography, null)`.execute(
    db,
  )
  const keys = parseEncryptionKeys(key)
  const { id: proxyId } = await addProxy(db, keys, { url: 'http://127.0.0.1:9001' })
  await addAccount(storeParts(db, keys), { username: 'reader', password: 'password', proxyId })
}

async function aGramd(): Promise<Shipped> {
  const key = generateEncryptionKey('k1')
  const shipped = await startShipped(
    async (url) => {
      const db = openDatabase({ url, max: 1, onIdleError: () => undefined })
      await fill(db, key)
      await db.destroy()
    },
    { GRAMD_ENCRYPTION_KEYS: key },
  )
  onTestFinished(async () => await shipped.stop())
  return shipped
}

describe('a client made from the document of a running gramd', () => {
  test.for([
    [
      'openapi-typescript',
      'openapi-fetch',
      ['openapi-typescript/bin/cli.js', 'openapi.json', '-o', 'gramd-types.ts'],
    ],
    [
      'hey-api',
      './gramd-client/',
      [
        '@hey-api/openapi-ts/bin/run.js',
        '-i',
        'openapi.json',
        '-o',
        'gramd-client',
        '--no-log-file',
      ],
    ],
  ] as const)(
    'by %s compiles strictly and does the tour',
    async ([name, has, [generator, ...options]]) => {
      const modules = join(installed, 'node_modules')
      const gramd = await aGramd()
      const document = await fetch(`${gramd.url}/openapi.json`)
      await writeFile(join(installed, 'openapi.json'), await document.text())
      await writeFile(join(installed, 'tsconfig.json'), JSON.stringify(COMPILER))
      const tour = await codeOf('docs/api.md', 'ts', has)
      await writeFile(
        join(installed, 'tour.ts'),
        tour.replace('http://127.0.0.1:8001', gramd.url).replace('TOKEN', KEY),
      )
      await run(installed, process.execPath, join(modules, generator), ...options)
      const tsc = join(modules, 'typescript/bin/tsc')
      expect([name, await run(installed, process.execPath, tsc)]).toEqual([name, ''])

      const said = await run(installed, process.execPath, 'built/tour.js')
      expect(said).toMatch(/^(?:ok|degraded)\n/)
      expect(said.match(new RegExp(`^${CREATOR} 12000$`, 'gm'))).toHaveLength(2)
      expect(said).toMatch(
        /^\d+ 1\n(?:full_scrape pending, discover pending|discover pending, full_scrape pending)$/m,
      )
      expect(said).toMatch(new RegExp(`\\n"${CREATOR}",`))
      expect(said).toMatch(/^0 0 0$/m)
      expect(await membersOf(gramd)).toEqual([{ username: CREATOR, note: 'asked on Monday' }])
    },
  )
})

/** Of the campaign that the tour makes. */
async function membersOf({ databaseUrl }: Shipped): Promise<unknown> {
  const db = openDatabase({ url: databaseUrl, max: 1, onIdleError: () => undefined })
  try {
    return await db
      .selectFrom('list_members')
      .innerJoin('lists', 'lists.id', 'list_members.list_id')
      .innerJoin('blogs', 'blogs.id', 'list_members.blog_id')
      .select(['blogs.username', 'list_members.note'])
      .where('lists.name', '=', 'Spring')
      .execute()
  } finally {
    await db.destroy()
  }
}
