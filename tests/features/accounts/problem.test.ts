import { sql } from 'kysely'
import { adviseOnAccount } from '../../../src/accounts/advice.ts'
import { messageText } from '../../../src/alerts/telegram.ts'
import type { Db } from '../../../src/db/handles.ts'
import {
  BadCredentialsError,
  ChallengeRequiredError,
  SuspendedError,
} from '../../../src/platforms/errors.ts'
import { listAilments } from '../../../src/pool/accounts/ailments.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { accountsWorld } from './accounts-world.ts'

const refused = {
  reason: 'Instagram refused the password of reader.',
  next: 'gramd accounts password reader',
}

const ailments = async (db: Db) =>
  await db.transaction().execute(async (tx) => await listAilments(tx, 20))

describe('an account that does not work', () => {
  test('says why and what to do, the same everywhere', async ({ db }) => {
    const { send, add } = accountsWorld(db, ({ endpoint }) => {
      if (endpoint.startsWith('login/')) throw new BadCredentialsError('bad password')
    })
    const path = await add('reader')
    expect((await send('GET', path)).body).toMatchObject({ problem: null })
    await send('POST', `${path}/login`)

    expect((await send('GET', path)).body).toMatchObject({ problem: refused })
    expect((await send('GET', '/api/accounts')).body.data).toMatchObject([{ problem: refused }])
    const [ailing] = await ailments(db)
    expect(ailing && adviseOnAccount(ailing)).toEqual(refused)
    const told = await db
      .selectFrom('notifications')
      .selectAll()
      .where('kind', '=', 'account_needs_person')
      .executeTakeFirstOrThrow()
    // What webhooks carry.
    expect(told.items).toMatchObject([{ account: 'reader', ...refused }])
    const message = messageText({
      id: told.id,
      kind: 'account_needs_person',
      cause: told.cause,
      severity: 'critical',
      title: told.title,
      count: 1,
      items: Array.isArray(told.items) ? told.items : [],
      first_at: told.created_at,
      last_at: told.last_raised_at,
    })
    expect(message).toContain(`• ${refused.reason}\n  ${refused.next}`)
  })

  test('of a proxy that is dead names the proxy by its label', async ({ db }) => {
    const { send, add } = accountsWorld(db)
    const path = await add('reader', { sessionid: 'session of reader' })
    await sql`update proxies set label = 'kz-1', state = 'dead', death_cause = 'proxy_failed'`.execute(
      db,
    )
    await sql`update instagram_accounts set state = 'proxy_error'`.execute(db)
    expect((await send('GET', path)).body).toMatchObject({
      proxy: { label: 'kz-1' },
      problem: { next: 'gramd proxies check kz-1' },
    })
    expect((await ailments(db)).map(adviseOnAccount)).toMatchObject([
      { next: 'gramd proxies check kz-1' },
    ])
  })

  test('has the reason of its last change of state, not of an older one', async ({ db }) => {
    const errors = [new ChallengeRequiredError('challenge'), new SuspendedError('gone')]
    let isLoggedIn = false
    const { send, add } = accountsWorld(db, ({ endpoint }) => {
      const error = isLoggedIn && endpoint === 'check' ? errors.shift() : undefined
      if (error) throw error
    })
    const path = await add('reader')
    await send('POST', `${path}/login`)
    isLoggedIn = true
    const seen: unknown[] = []
    for (const action of ['check', 'challenge']) {
      await send(
        'POST',
        `${path}/${action}`,
        action === 'challenge' ? { resolved: true } : undefined,
      )
      seen.push((await send('GET', path)).body['problem'])
    }
    expect(seen).toMatchObject([
      { reason: expect.stringContaining('wants to see the person behind reader') },
      { reason: expect.stringContaining('Instagram suspended reader') },
    ])
  })
})

test.for([
  [{ state: 'paused' }, 'gramd accounts resume reader'],
  [{ state: 'needs_operator', code: 'two_factor_required' }, 'gramd accounts challenge reader'],
  [
    { state: 'needs_operator', code: 'challenge_required' },
    'gramd accounts challenge reader --resolved',
  ],
  [{ state: 'needs_operator', code: 'login_required' }, 'gramd accounts login reader'],
  [{ state: 'needs_operator' }, 'gramd accounts check reader'],
  [{ state: 'needs_login', code: 'login_required' }, 'gramd accounts session set reader'],
  [{ state: 'needs_login', code: 'login_outdated' }, 'gramd accounts session set reader'],
  [{ state: 'suspended', code: 'suspended' }, 'gramd accounts challenge reader --resolved'],
  [{ state: 'resting', code: 'rate_limited' }, null],
  [{ state: 'needs_login', code: 'session_cleared', renews: true }, null],
  [{ state: 'needs_login', code: 'session_cleared' }, 'gramd accounts session set reader'],
] as const)('%j has the next command %s', ([ailment, next]) => {
  const advice = adviseOnAccount({ account: 'reader', ...ailment })
  expect(advice?.next).toBe(next)
  expect(advice?.reason).toMatch(/reader.*\.$/)
})

test.for(['new', 'active'])('an account that is %s needs nothing', (state) => {
  expect(adviseOnAccount({ account: 'reader', state, code: 'bad_credentials' })).toBeNull()
})

describe('the label of a proxy', () => {
  test('names it, in whatever case, and only one proxy', async ({ db }) => {
    const { send } = accountsWorld(db)
    const url = (port: number): string => `http://user:password@127.0.0.1:${port}`
    const added = await send('POST', '/api/proxies', { url: url(9001), label: 'kz-1' })
    expect(added).toMatchObject({ status: 201, body: { label: 'kz-1' } })
    expect((await send('GET', '/api/proxies/KZ-1')).body).toMatchObject({ id: added.body.id })
    const again = await send('POST', '/api/proxies', { url: url(9002), label: 'KZ-1' })
    expect(again).toMatchObject({ status: 409, body: { errors: [{ field: 'label' }] } })
    const other = await send('POST', '/api/proxies', { url: url(9002) })
    const taken = await send('PATCH', `/api/proxies/${other.body.id}`, { label: 'kz-1' })
    expect(taken).toMatchObject({ status: 409, body: { errors: [{ field: 'label' }] } })
    const renamed = await send('PATCH', '/api/proxies/kz-1', { label: 'Kz-1' })
    expect(renamed.body).toMatchObject({ label: 'Kz-1' })
    expect((await send('POST', '/api/proxies/kz-1/pause')).body).toMatchObject({ state: 'paused' })
    expect((await send('DELETE', '/api/proxies/kz-1')).status).toBe(204)
    expect((await send('GET', '/api/proxies/kz-1')).status).toBe(404)
  })

  test.for(['', 'two words', '-x', 'x'.repeat(61), '019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44'])(
    "is not '%s'",
    async (label, { db }) => {
      const { send } = accountsWorld(db)
      const answer = await send('POST', '/api/proxies', { url: 'http://127.0.0.1:9001', label })
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: 'label' }] } })
    },
  )
})
