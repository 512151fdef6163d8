import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { generateEncryptionKey, parseEncryptionKeys } from '../src/base/crypto.ts'
import { createLogger } from '../src/base/log/log.ts'
import { loadConfig } from '../src/config.ts'
import { faultOfPostgres } from '../src/ages/postgres-minors.ts'
import { readServerVersion } from '../src/db/server/server-version.ts'
import { setWorldTime } from '../src/db/world-clock.ts'
import { examineAll } from '../src/daemon.ts'
import type { Finding } from '../src/base/finding.ts'
import { CHECKED_FILE } from '../src/media/check-public.ts'
import { addProxy } from '../src/pool/proxies/store/proxies/proxies.ts'
import { describe, expect, test } from './fixtures/test.ts'

const KEY = generateEncryptionKey('k1')
const required = { SCRAPER_API_KEY: 'a-key-of-many-letters', GRAMD_ENCRYPTION_KEYS: KEY }
const log = createLogger({ level: 'silent', destination: process.stderr })
const NOW = new Date('2026-10-10T00:00:00Z')

/** The findings by name of the check. */
async function findings(env: Record<string, string>, now = NOW): Promise<Record<string, Finding>> {
  const found = await examineAll(loadConfig({ ...required, ...env }), log, now)
  return Object.fromEntries(found.map((finding) => [finding.check, finding]))
}

describe('gramd doctor', () => {
  test('finds a new gramd well, but for its missing accounts', async ({ databaseUrl }) => {
    const found = await findings({ DATABASE_URL: databaseUrl })

    // What ages is looked at below.
    const { permissions: _, disk: __, 'PostgreSQL version': ___, ...rest } = found
    expect(
      Object.entries(rest)
        .filter(([, { status }]) => status !== 'ok')
        .map(([check]) => check),
    ).toEqual(['accounts'])
    expect(found['accounts']).toMatchObject({
      status: 'warn',
      remedy: expect.stringContaining('gramd accounts add'),
    })
    expect(found['database']?.found).toMatch(/^PostgreSQL 1[89]\S*, \d+\.\d GB, \d+\.\d ms$/)
    for (const { status, remedy } of Object.values(found))
      expect(remedy === null).toBe(status === 'ok')
  })

  test('warns of a faulty minor version, of an external server and of its own', async ({
    db,
    databaseUrl,
  }) => {
    const server = await readServerVersion(db)
    const found = await findings({ DATABASE_URL: databaseUrl })
    expect(faultOfPostgres(server.number)).not.toBeNull()
    expect(found['PostgreSQL version']).toEqual({
      check: 'PostgreSQL version',
      status: 'warn',
      found: expect.stringMatching(`^PostgreSQL ${server.name} has a known fault: .*CVE-2026-6460`),
      remedy: 'update the server of DATABASE_URL to 18.7 or newer (docs/upgrade.md)',
    })
    expect(found['PostgreSQL programs']).toBeUndefined()
  })

  test('says what is wrong with the programs of GRAMD_POSTGRES_BIN before the first start', async () => {
    const env = {
      GRAMD_EMBEDDED_POSTGRES_FOLDER: '/nowhere/at/all',
      GRAMD_POSTGRES_BIN: '/nowhere',
    }
    expect((await findings(env))['PostgreSQL programs']).toMatchObject({
      status: 'fail',
      found: expect.stringMatching(/^GRAMD_POSTGRES_BIN: \/nowhere is not a folder; set it to /),
    })
  })

  test('tells what Meta would refuse of own accounts', async ({ databaseUrl }) => {
    const app = {
      DATABASE_URL: databaseUrl,
      META_APP_ID: '123456789',
      META_APP_SECRET: 'a-secret-of-an-app',
    }
    const https = { GRAMD_PUBLIC_URL: 'https://gramd.example.com' }

    expect((await findings(app))['own accounts']).toMatchObject({
      status: 'warn',
      remedy: expect.stringContaining('GRAMD_PUBLIC_URL'),
    })
    expect((await findings({ ...app, ...https }))['own accounts']).toMatchObject({
      status: 'ok',
      found: 'Facebook Login, Graph API v25.0',
    })
    const old = { ...app, ...https, GRAPH_API_VERSION: 'v21.0' }
    expect((await findings(old, new Date('2026-12-24T00:00:00Z')))['own accounts']).toMatchObject({
      status: 'warn',
      found: 'Graph API v21.0 ends on 2027-01-21',
    })
    for (const [version, found] of [
      ['v20.0', { status: 'fail', found: 'Graph API v20.0 ended on 2026-09-24' }],
      ['v26.0', { status: 'ok' }],
      ['v27.0', { status: 'ok' }],
      ['v99.0', { status: 'warn', found: expect.stringContaining('v99.0 is in no table') }],
      ['v9.0', { status: 'warn', remedy: expect.stringContaining('GRAPH_API_VERSION') }],
    ] as const) {
      const all = await findings({ ...app, ...https, GRAPH_API_VERSION: version })
      expect(all['own accounts']).toMatchObject(found)
    }
  })

  test('names dead proxies, secrets without their key, old keys and a shifted clock', async ({
    db,
    databaseUrl,
  }) => {
    const url = 'http://user:hidden-password@127.0.0.1:9001'
    await addProxy(db, parseEncryptionKeys(KEY), { url, label: 'kitchen' })
    await sql`update proxies set state = 'dead'`.execute(db)
    const start = NOW.getTime()
    await setWorldTime(db, { worldAt: start, realAt: start, speed: 60 })

    const found = await findings({ DATABASE_URL: databaseUrl })
    expect(found['proxies']).toMatchObject({ status: 'warn', found: 'dead: kitchen' })
    expect(found['world clock']).toMatchObject({ status: 'fail' })
    expect(JSON.stringify(found)).not.toContain('hidden-password')

    const other = generateEncryptionKey('k2')
    const withOther = { DATABASE_URL: databaseUrl, GRAMD_ENCRYPTION_KEYS: other }
    expect((await findings(withOther))['encryption keys']).toMatchObject({
      status: 'fail',
      found: "the key 'k1' of 1 secret is missing",
    })
    const forged = { DATABASE_URL: databaseUrl, GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('k1') }
    expect((await findings(forged))['encryption keys']).toMatchObject({
      status: 'fail',
      found: "the key 'k1' does not open 1 of 1 secret",
    })
    const lost = { ...withOther, GRAMD_LOST_ENCRYPTION_KEYS: 'k1' }
    expect((await findings(lost))['encryption keys']).toMatchObject({
      status: 'warn',
      found: "the key 'k1' of 1 secret is lost",
    })
    const withBoth = { DATABASE_URL: databaseUrl, GRAMD_ENCRYPTION_KEYS: `${other},${KEY}` }
    expect((await findings(withBoth))['encryption keys']).toMatchObject({
      status: 'warn',
      remedy: 'gramd keys rotate',
    })
  })

  test('says what fails without a database, in a database that is not migrated, and before the first start', async ({
    db,
    databaseUrl,
  }) => {
    const nowhere = 'postgres://gramd:hidden-password@127.0.0.1:1/gramd'
    const unreachable = await findings({ DATABASE_URL: nowhere })
    expect(unreachable['database']).toMatchObject({ status: 'fail' })
    expect(JSON.stringify(unreachable)).not.toContain('hidden-password')

    await sql`delete from gramd_migrations where name = '0002_queue.sql'`.execute(db)
    const old = await findings({ DATABASE_URL: databaseUrl })
    expect(old['database']?.found).toContain('1 migrations of this gramd have not run')
    expect(old['proxies']).toBeUndefined()

    const first = await findings({ GRAMD_EMBEDDED_POSTGRES_FOLDER: '/nowhere/at/all' })
    expect(first['database']).toMatchObject({
      status: 'warn',
      remedy: expect.stringContaining('gramd start'),
    })
  })

  test('fetches a file of its own by its public name, and looks at the folder of uploads', async ({
    databaseUrl,
  }) => {
    const env = {
      DATABASE_URL: databaseUrl,
      META_APP_ID: '1',
      META_APP_SECRET: 'a-secret-of-an-app',
    }
    const outside = {
      fetch: async () => new Response(new Uint8Array(CHECKED_FILE)),
      resolve: async () => ['93.184.216.34'],
    }
    const look = async (more: Record<string, string>) => {
      const found = await examineAll(
        loadConfig({ ...required, ...env, ...more }),
        log,
        NOW,
        outside,
      )
      return Object.fromEntries(found.map((finding) => [finding.check, finding]))
    }

    expect((await look({}))['public files']).toMatchObject({ status: 'warn' })
    expect((await look({ GRAMD_PUBLIC_URL: 'https://gramd.example.com' }))['public files']).toEqual(
      {
        check: 'public files',
        status: 'ok',
        found:
          "https://gramd.example.com answers with our file; only Meta's own fetch proves that Meta reaches it",
        remedy: null,
      },
    )
    expect(
      (await look({ GRAMD_PUBLIC_URL: 'http://gramd.example.com' }))['public files'],
    ).toMatchObject({ status: 'warn', found: expect.stringContaining('is http') })
    const folder = await mkdtemp(join(tmpdir(), 'gramd-uploads-'))
    onTestFinished(async () => await rm(folder, { recursive: true }))
    await chmod(folder, 0o755)
    expect((await look({ GRAMD_UPLOADS_DIR: folder }))['uploads']).toMatchObject({
      status: 'warn',
      found: `others may enter ${folder} (mode 755)`,
      remedy: expect.stringContaining('chmod 700'),
    })
    await chmod(folder, 0o700)
    expect((await look({ GRAMD_UPLOADS_DIR: folder }))['uploads']?.found).not.toContain('others')
    expect((await look({ GRAMD_UPLOADS_DIR: '/dev/shm/uploads' }))['uploads']).toMatchObject({
      status: 'warn',
      found: '/dev/shm/uploads is in memory',
    })
    expect((await look({ GRAMD_UPLOADS_DIR: '/etc/passwd/uploads' }))['uploads']).toMatchObject({
      status: 'fail',
      remedy: expect.stringContaining('GRAMD_UPLOADS_DIR'),
    })
  })

  test('warns of settings that cannot last', async ({ databaseUrl }) => {
    const env = {
      DATABASE_URL: databaseUrl,
      GRAMD_HOST: '0.0.0.0',
      GRAMD_REQUESTS_PER_HOUR: '5000',
      OPENAI_API_KEY: 'sk-hidden-key',
      GRAMD_OPENAI_MODEL: 'gpt-5-nano',
    }
    const found = await findings(env, new Date('2026-12-01T00:00:00Z'))

    expect(found['public URL']).toMatchObject({ status: 'warn' })
    expect(found['settings']?.found).toContain('GRAMD_REQUESTS_PER_HOUR=5000')
    expect(found['OpenAI model']).toMatchObject({
      status: 'warn',
      found: 'gpt-5-nano ends on 2026-12-11',
    })
    expect((await findings(env, new Date('2027-01-01T00:00:00Z')))['OpenAI model']).toMatchObject({
      status: 'fail',
    })
    expect(JSON.stringify(found)).not.toContain('sk-hidden-key')
    const nowhere = { ...env, DATABASE_URL: 'postgres://gramd:x@127.0.0.1:1/gramd' }
    expect((await findings(nowhere, new Date('2026-12-01T00:00:00Z')))['OpenAI model']).toEqual(
      found['OpenAI model'],
    )
    const safe = { ...env, GRAMD_PUBLIC_URL: 'https://gramd.example.com' }
    expect((await findings(safe))['public URL']?.status).toBe('ok')
  })

  test('knows the end of a model from what OpenAI said last', async ({ db, databaseUrl }) => {
    const env = {
      DATABASE_URL: databaseUrl,
      OPENAI_API_KEY: 'sk-hidden-key',
      GRAMD_OPENAI_MODEL: 'gpt-6-luna',
    }
    await sql`
      insert into ai_models (id, ends_on, base_url, read_at)
      values ('gpt-6-luna', '2026-12-20', 'https://api.openai.com/v1', '2026-12-01')`.execute(db)

    const soon = await findings(env, new Date('2026-12-01T00:00:00Z'))
    expect(soon['OpenAI model']).toMatchObject({
      status: 'warn',
      found: 'gpt-6-luna ends on 2026-12-20',
      remedy: 'set GRAMD_OPENAI_MODEL to another model',
    })
  })
})
