import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { runApiCommand } from '../../src/cli/run-command.ts'
import { COMMANDS } from '../../src/config.ts'
import type { Db } from '../../src/db/handles.ts'
import { openAccountSecrets } from '../../src/pool/state/secrets.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { accountsWorld } from '../features/accounts/accounts-world.ts'
import { API_KEY, served } from '../http/kit.ts'
import { keys } from '../pool/pool-fixture.ts'

const Shown = z.looseObject({
  id: z.string().optional(),
  data: z.array(z.looseObject({})).optional(),
})

/** The CLI against a real API. */
async function aTerminal(db: Db) {
  const world = accountsWorld(db)
  const env = { GRAMD_URL: await served(world.app), GRAMD_TOKEN: API_KEY }
  const folder = await mkdtemp(join(tmpdir(), 'gramd-cli-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  const run = async (...args: string[]) => {
    const out: string[] = []
    const err: string[] = []
    const print = { out: (line: string) => out.push(line), err: (line: string) => err.push(line) }
    const code = await runApiCommand(COMMANDS, args, env, print)
    const text = out.join('\n')
    return { code, err: err.join('\n'), shown: Shown.parse(text === '' ? {} : JSON.parse(text)) }
  }
  const file = async (name: string, content: string) => {
    const path = join(folder, name)
    await writeFile(path, `${content}\n`)
    return path
  }
  return { ...world, run, file }
}

describe('the commands of accounts', () => {
  test('take an account through its life, by its name, with secrets from files', async ({ db }) => {
    const { run, file } = await aTerminal(db)
    const url = await file('url', 'http://user:proxy-password@127.0.0.1:9001')
    const proxy = await run('proxies', 'add', '--url-file', url, '--country', 'kz')
    expect(proxy).toMatchObject({ code: 0, shown: { host: '127.0.0.1', country: 'KZ' } })
    const password = await file('password', 'hunter-2-password')
    const seed = await file('seed', 'JBSWY3DPEHPK3PXP')
    const secrets = ['--password-file', password, '--totp-seed-file', seed]
    const added = await run('accounts', 'add', 'reader', ...secrets, '--warm-up', 'on')
    expect(added).toMatchObject({ code: 0, shown: { state: 'new', proxy: { id: proxy.shown.id } } })
    const row = await db.selectFrom('instagram_accounts').selectAll().executeTakeFirstOrThrow()
    expect(openAccountSecrets(keys, row.id, row.secrets ?? Buffer.of())).toEqual({
      password: 'hunter-2-password',
      totpSeed: 'JBSWY3DPEHPK3PXP',
    })

    const change = ['--notes', 'ours', '--warm-up', 'off', '--no-totp-seed']
    const updated = await run('accounts', 'update', 'reader', ...change)
    expect(updated.shown).toMatchObject({ notes: 'ours', warm_up_from: null })
    const unrenewed = await run('accounts', 'update', 'reader', '--automatic-renewal', 'off')
    expect(unrenewed.shown).toMatchObject({ automatic_renewal: false })
    expect((await run('accounts', 'login', 'reader')).shown).toMatchObject({ state: 'active' })
    const again = await run('accounts', 'login', 'reader')
    expect(again).toMatchObject({ code: 1, err: expect.stringMatching(/login budget.*until 2/) })
    expect((await run('accounts', 'check', '@Reader')).shown).toMatchObject({ state: 'active' })
    const cookie = await file('cookie', 'session of reader')
    const set = await run('accounts', 'session', 'set', 'reader', '--sessionid-file', cookie)
    expect(set.shown).toMatchObject({ session: { source: 'sessionid' } })
    const session = await run('accounts', 'session', 'show', row.id)
    expect(session.shown).toMatchObject({ exists: true, source: 'sessionid' })
    const cleared = await run('accounts', 'session', 'clear', 'reader', '--yes')
    expect(cleared.shown).toMatchObject({ session: { exists: false } })
    expect((await run('accounts', 'pause', 'reader')).shown).toMatchObject({ state: 'paused' })
    expect((await run('accounts', 'list', '--state', 'paused')).shown.data).toHaveLength(1)
    expect((await run('accounts', 'resume', 'reader')).code).toBe(0)
    const challenge = await run('accounts', 'challenge', 'reader', '--resolved')
    expect(challenge).toMatchObject({ code: 1, err: expect.stringContaining('reader') })
    const events = await run('accounts', 'events', 'reader', '--event', 'paused')
    expect(events.shown.data).toHaveLength(1)
    expect((await run('accounts', 'show', 'reader')).shown).toHaveProperty('last_24_hours')
    const app = `455.0.0.1.2/1099999999/${'a'.repeat(64)}`
    const raised = await run('accounts', 'update', 'reader', '--app-profile', app)
    expect(raised.shown).toMatchObject({
      app: { version: '455.0.0.1.2', version_code: '1099999999' },
    })
    const back = await run('accounts', 'update', 'reader', '--app-profile', 'configured')
    expect(back.code).toBe(1)
    const half = await run('accounts', 'update', 'reader', '--app-profile', '456.0.0.1.2')
    expect(half.code).toBe(2)
    expect((await run('accounts', 'remove', 'reader', '--yes')).code).toBe(0)
    const gone = await run('accounts', 'show', 'reader')
    expect(gone).toMatchObject({
      code: 1,
      err: "there is no account 'reader'; see gramd accounts list",
    })
  })

  test('refuse what makes no request, before any secret is read', async ({ db }) => {
    const { run } = await aTerminal(db)
    const rows = [
      [['accounts', 'add', 'a', '--password-file', '/nowhere'], 'cannot read /nowhere'],
      [['accounts', 'add', 'a', '--warm-up', 'maybe', '--session-file', '/dev/null'], 'on or off'],
      [
        ['accounts', 'update', 'a', '--password-file', '-', '--totp-seed-file', '-'],
        'only one secret',
      ],
      [
        ['accounts', 'update', 'a', '--totp-seed-file', '/nowhere', '--no-totp-seed'],
        'give either --totp-seed-file or --no-totp-seed',
      ],
      [['accounts', 'update', '--notes', 'n'], 'ACCOUNT is missing'],
      [
        ['accounts', 'update', 'a', '--all', '--app-profile', 'configured', '--yes'],
        'either ACCOUNT',
      ],
      [['accounts', 'update', '--all', '--yes'], '--all goes with --app-profile'],
      [
        ['accounts', 'update', '--all', '--app-profile', 'configured', '--notes', '', '--yes'],
        'with nothing else',
      ],
      // Nobody can be asked.
      [['accounts', 'update', '--all', '--app-profile', 'configured'], 'add --yes'],
      [['accounts', 'add', 'reader', 'my-password'], 'usage: gramd accounts add USERNAME'],
      [['accounts', 'add', 'reader', '--password', 'p'], '--password'],
      [['accounts', 'pause', 'reader', '--resolved'], '--resolved'],
    ] as const
    await accountFor(db)
    for (const [args, message] of rows) {
      const { code, err } = await run(...args)
      expect([args, code]).toEqual([args, 2])
      expect(err).toContain(message)
      expect(err).not.toContain('my-password')
    }
  })
})

async function accountFor(db: Db): Promise<void> {
  const world = accountsWorld(db)
  await world.add('a')
}

test('the commands of proxies and the pool say and do what the API does', async ({ db }) => {
  const { run, file } = await aTerminal(db)
  const url = await file('url', 'socks5://user:proxy-password@127.0.0.1:9002')
  const { shown: proxy } = await run('proxies', 'add', '--url-file', url, '--spare', 'on')
  const id = proxy.id ?? ''
  expect((await run('proxies', 'list', '--spare', 'on')).shown.data).toMatchObject([{ id }])
  const change = ['--spare', 'off', '--country', 'de']
  expect((await run('proxies', 'update', id, ...change)).shown).toMatchObject({
    is_spare: false,
    country: 'DE',
  })
  expect((await run('proxies', 'check', id)).shown).toMatchObject({ ok: true, latency_ms: 1 })
  expect((await run('proxies', 'pause', id)).shown).toMatchObject({ state: 'paused' })
  expect((await run('proxies', 'resume', id)).shown).toMatchObject({ state: 'active' })
  expect((await run('proxies', 'show', id)).shown).toMatchObject({ bound_accounts: [] })
  expect((await run('pool', 'status')).shown).toMatchObject({ in_service: 0, stop: null })
  for (const [word, on] of [
    ['off', false],
    ['on', true],
    ['setting', true],
  ] as const)
    expect((await run('pool', 'renewal', word)).shown).toMatchObject({ automatic_renewal: { on } })
  expect((await run('pool', 'renewal', 'maybe')).code).toBe(2)
  expect((await run('pool', 'resume')).code).toBe(0)
  expect((await run('pool', 'targets')).shown.data).toEqual([])
  expect((await run('pool', 'release', 'profile/1')).code).toBe(1)
  expect((await run('proxies', 'remove', id, '--yes')).code).toBe(0)
})
