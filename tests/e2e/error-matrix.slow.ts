import { blogOf } from '../../src/creators/blog-subject.ts'
import type { Db } from '../../src/db/handles.ts'
import type { PlatformError } from '../../src/platforms/errors.ts'
import type { AccountState } from '../../src/accounts/states.ts'
import type { ProxyFaultKind } from '../../sim/instagram/server/proxy-condition.ts'
import type { ACCOUNT_FAULTS, LOGIN_FAULTS } from '../../sim/instagram/index.ts'
import type { TaskRow } from '../features/gramd-world.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import {
  accountRow,
  alertKinds,
  endsOf,
  historyOf,
  proxyRow,
  setMatrix,
  stopCauses,
  type Member,
  type Scene,
  type Scheme,
} from './matrix-world.ts'

type AccountFault = keyof typeof ACCOUNT_FAULTS
type LoginFault = keyof typeof LOGIN_FAULTS
type Code = PlatformError['code']

/** What becomes of the task that meets a failure. */
type TaskEnd =
  | 'done here'
  | 'restricted'
  | 'deleted'
  | 'done elsewhere'
  | 'waits uncounted'
  | 'tried again'

/** A way to fail, and what it has to mean for everybody concerned; what is left out stays as it was. */
type Meaning = {
  code: Code
  task: TaskEnd
  account?: { state?: AccountState; health?: number; strikes?: number; rest_code?: Code }
  /** World time in minutes, or until the beginning of the day that the answer names. */
  rests?: number | 'until the day'
  proxyStrikes?: number
  /** The events of the account, in order; those with a code carry that of the failure. */
  history?: readonly string[]
  alerts?: readonly string[]
  stops?: boolean
  /** Requests that met it. */
  tries?: number
}

const ONE_SECOND = 1_000
const RATE_LIMITED: Meaning = {
  code: 'rate_limited',
  task: 'done elsewhere',
  account: { state: 'resting', health: 85, rest_code: 'rate_limited' },
  rests: 45,
  history: ['rate_limited'],
}
const FEEDBACK: Meaning = {
  code: 'feedback_required',
  task: 'done elsewhere',
  account: { state: 'resting', health: 60, rest_code: 'feedback_required' },
  rests: 24 * 60,
  history: ['feedback_required'],
}
const CHALLENGED: Meaning = {
  code: 'challenge_required',
  task: 'done elsewhere',
  account: { state: 'needs_operator', health: 60 },
  history: ['challenge_required'],
  alerts: ['account_needs_person'],
}
const SUSPENDED: Meaning = {
  code: 'suspended',
  task: 'done elsewhere',
  account: { state: 'suspended', health: 0 },
  history: ['suspended'],
  alerts: ['account_suspended'],
}
const SESSION_DEAD: Meaning = {
  code: 'login_required',
  task: 'done here',
  history: ['session_died', 'session_renewed'],
  alerts: ['session_renewed'],
  // The request and the check that confirms it.
  tries: 2,
}
/** The check shows that it lives. */
const SESSION_DOUBTED: Meaning = {
  code: 'login_required',
  task: 'done here',
  history: ['session_checked'],
}
/** The creator is hidden: nothing befalls the account. */
const RESTRICTED: Meaning = { code: 'target_restricted', task: 'restricted' }
const IP_BLOCKED: Meaning = {
  code: 'ip_blocked',
  task: 'done elsewhere',
  proxyStrikes: 1,
  history: ['ip_blocked'],
}
const OUTDATED: Meaning = {
  code: 'app_outdated',
  task: 'waits uncounted',
  alerts: ['pool_stopped'],
  stops: true,
}
/** Only the login is refused: whoever has a session works on, and the pool does. */
const LOGIN_OUTDATED: Meaning = {
  code: 'login_outdated',
  task: 'done elsewhere',
  account: { state: 'needs_login' },
  history: ['login_outdated'],
  alerts: ['logins_refused'],
}
const TEMPORARY: Meaning = {
  code: 'platform_transient',
  task: 'tried again',
  account: { health: 95 },
  tries: 3,
}
const UNREADABLE: Meaning = {
  code: 'unexpected_answer',
  task: 'tried again',
  account: { health: 95, strikes: 1 },
  history: ['unexpected_answer'],
}

/**
 * One answer to a session for each meaning. What every other answer is understood as is proven exhaustively in
 * tests/platforms/instagram/faults.test.ts; from there on its code alone decides.
 */
const SESSION_MATRIX: Partial<Record<AccountFault, Meaning>> = {
  rate_limit: RATE_LIMITED,
  feedback_required: FEEDBACK,
  feedback_required_until: { ...FEEDBACK, rests: 'until the day' },
  challenge_required: CHALLENGED,
  masked_not_found: CHALLENGED,
  geoblock_required: RESTRICTED,
  suspended: SUSPENDED,
  ip_block: IP_BLOCKED,
  invalid_target_user: { code: 'target_not_found', task: 'deleted' },
  login_required: SESSION_DEAD,
  unauthorized_passing: SESSION_DOUBTED,
  app_outdated: OUTDATED,
  server_error: TEMPORARY,
  reset: TEMPORARY,
  html_200: UNREADABLE,
}

/** A login is one try, whatever it meets: none is followed by another of the same account. */
const atLogin = (meaning: Meaning, changes: Partial<Meaning> = {}): Meaning => ({
  ...meaning,
  history: ['login_failed', ...(meaning.history ?? [])],
  tries: 1,
  ...changes,
})

const personAtLogin = (code: Code): Meaning =>
  atLogin({ ...CHALLENGED, code, account: { state: 'needs_operator' }, history: [code] })

/** The same for the first login of an account; tests/platforms/instagram/login.test.ts has every answer. */
const LOGIN_MATRIX: Partial<Record<LoginFault, Meaning>> = {
  bad_password: personAtLogin('bad_credentials'),
  two_factor: personAtLogin('two_factor_required'),
  invalid_user: atLogin(IP_BLOCKED),
  challenge: atLogin(CHALLENGED),
  suspended: atLogin(SUSPENDED),
  feedback: atLogin(FEEDBACK),
  rate_limit: atLogin(RATE_LIMITED),
  unauthorized: atLogin({
    code: 'login_required',
    task: 'done elsewhere',
    account: { health: 95 },
    history: ['login_required'],
  }),
  app_outdated: atLogin(LOGIN_OUTDATED),
  server_error: atLogin(TEMPORARY, { task: 'done elsewhere' }),
  reset: atLogin(TEMPORARY, { task: 'done elsewhere' }),
  html_200: atLogin(UNREADABLE),
}

/** A proxy that does this to everybody behind it; one that is too slow to open a tunnel has failed like any other. */
const PROXY_MATRIX = {
  dead: 'proxy_failed',
  refuse_credentials: 'proxy_failed',
  bad_gateway: 'proxy_failed',
  slow: 'proxy_failed',
  ip_blocked: 'ip_blocked',
} as const satisfies Record<ProxyFaultKind, Code>

const setScene = setMatrix('error matrix')

function firstTwo({ members }: Scene): [Member, Member] {
  const [first, second] = members
  if (!first || !second) throw new Error('the scene has too few accounts')
  return [first, second]
}

async function expectMeaning(
  db: Db,
  scene: Scene,
  task: TaskRow,
  meaning: Meaning,
  kind: 'request' | 'login' = 'request',
): Promise<void> {
  const [first, second] = firstTwo(scene)
  const { code, tries = 1, proxyStrikes = 0, stops = false, alerts = [] } = meaning
  const ends = await endsOf(db, first.id, kind)
  expect(ends.filter((end) => end === code)).toHaveLength(tries)
  await expectAccount(db, first, meaning, kind === 'login' ? 'new' : 'active')
  await expectHistory(db, first, meaning)
  expect(await proxyRow(db, first.proxyId)).toEqual({
    state: 'active',
    strikes: proxyStrikes,
    death_cause: null,
  })
  expect(await stopCauses(db)).toEqual(stops ? [code] : [])
  expect(await alertKinds(db)).toEqual(alerts)
  await expectTask(db, scene, task, meaning)
  await expectUntouched(db, second)
  expect(scene.sim.referee.violations()).toEqual([])
}

async function expectAccount(
  db: Db,
  { id }: Member,
  { account, rests }: Meaning,
  stateBefore: AccountState,
): Promise<void> {
  const row = await accountRow(db, id)
  expect(row).toMatchObject({
    state: stateBefore,
    health: 100,
    strikes: 0,
    rest_code: null,
    lease_token: null,
    ...account,
  })
  const [failure] = (await historyOf(db, id)).filter(({ to_state }) => to_state === 'resting')
  const failedAt = failure?.created_at.getTime() ?? Number.NaN
  if (rests === undefined) expect(row.rest_until).toBeNull()
  else if (rests === 'until the day') {
    const day = new Date(failedAt + 3 * 86_400_000).toISOString().slice(0, 10)
    expect(row.rest_until).toEqual(new Date(day))
  } else expect(row.rest_until).toEqual(new Date(failedAt + rests * 60_000))
}

async function expectHistory(db: Db, { id }: Member, meaning: Meaning): Promise<void> {
  const events = await historyOf(db, id)
  expect(events.map(({ event }) => event)).toEqual(meaning.history ?? [])
  for (const { code } of events) expect([null, meaning.code]).toContain(code)
  const failure = events.find(({ event }) => event === meaning.code)
  const owner = meaning.proxyStrikes === undefined ? 'account' : 'proxy'
  // Nobody is to blame for an answer that cannot be read, or for the version of the app.
  const isNobodys = meaning.code === 'unexpected_answer' || meaning.code === 'login_outdated'
  const blames = isNobodys ? null : owner
  if (failure) expect(failure).toMatchObject({ code: meaning.code, blames })
}

async function expectTask(db: Db, scene: Scene, task: TaskRow, meaning: Meaning): Promise<void> {
  const [first, second] = firstTwo(scene)
  const worked = [first, second].map(async ({ id }) =>
    (await endsOf(db, id, 'request')).includes('ok'),
  )
  const [byFirst, bySecond] = await Promise.all(worked)
  const { code } = meaning
  switch (meaning.task) {
    case 'done here':
    case 'done elsewhere': {
      const isHere = meaning.task === 'done here'
      expect(task).toMatchObject({ status: 'done', result: { outcome: 'scraped' }, attempts: 0 })
      expect([byFirst, bySecond]).toEqual([isHere, !isHere])
      break
    }
    case 'restricted':
    case 'deleted':
      expect(task).toMatchObject({
        status: 'done',
        result: { outcome: meaning.task },
        attempts: 0,
      })
      expect([byFirst, bySecond]).toEqual([false, false])
      break
    case 'waits uncounted':
    case 'tried again': {
      const attempts = meaning.task === 'tried again' ? 1 : 0
      const minutes = meaning.task === 'tried again' ? 5 : 60
      const next = scene.services.clock.now().getTime() + minutes * 60_000
      expect(task).toMatchObject({ status: 'pending', attempts, error_code: code })
      expect(task.next_retry_at).toEqual(new Date(next))
      expect([byFirst, bySecond]).toEqual([false, false])
    }
  }
}

/** Whatever another account meets, this one has nothing to do with it. */
async function expectUntouched(db: Db, { id, proxyId }: Member): Promise<void> {
  const healthy = { state: 'active', health: 100, strikes: 0, rest_until: null, lease_token: null }
  expect(await accountRow(db, id)).toMatchObject(healthy)
  expect(await historyOf(db, id)).toEqual([])
  expect(await endsOf(db, id, 'login')).toEqual([])
  expect(await proxyRow(db, proxyId)).toEqual({ state: 'active', strikes: 0, death_cause: null })
}

const rowsOf = <Kind extends string>(matrix: Partial<Record<Kind, Meaning>>) =>
  (Object.entries(matrix) as [Kind, Meaning][]).map(([kind, meaning]) => ({
    kind,
    meaning,
    ...meaning,
  }))

describe('a request that meets', () => {
  test.for(rowsOf<AccountFault>(SESSION_MATRIX))(
    '$kind is $code, and its task is $task',
    async ({ kind, meaning }, { db }) => {
      const scene = await setScene(db)
      const [first] = firstTwo(scene)
      // A session that has ended stays so until a login; whatever else it is lasts.
      const count = meaning.code === 'login_required' ? 1 : undefined
      scene.sim.control.failAccount(first.username, { kind, count })

      const task = await scene.scrape(scene.creator)

      await expectMeaning(db, scene, task, meaning)
    },
  )
})

describe('a login that meets', () => {
  test.for(rowsOf<LoginFault>(LOGIN_MATRIX))(
    '$kind is $code, and its task is $task',
    async ({ kind, meaning }, { db }) => {
      const scene = await setScene(db, { firstIsNew: true })
      const [first] = firstTwo(scene)
      scene.sim.control.failLogin(first.username, { kind })

      const task = await scene.scrape(scene.creator)

      expect(await endsOf(db, first.id, 'login')).toEqual([meaning.code])
      await expectMeaning(db, scene, task, meaning, 'login')
    },
  )
})

const proxyRows = (Object.keys(PROXY_MATRIX) as ProxyFaultKind[]).flatMap((kind) =>
  (['http', 'socks5'] as const).map((scheme) => ({ kind, scheme, code: PROXY_MATRIX[kind] })),
)

async function scrapeBehind(db: Db, kind: ProxyFaultKind, scheme: Scheme, strikes: number) {
  const timeoutMs = kind === 'slow' ? ONE_SECOND : undefined
  const scene = await setScene(db, { timeoutMs, scheme })
  const [first] = firstTwo(scene)
  await db.updateTable('proxies').set({ strikes }).where('id', '=', first.proxyId).execute()
  scene.sim.control.failProxy(first.proxy, { kind, delayMs: 60_000 })
  const task = await scene.scrape(scene.creator)
  return { scene, task }
}

describe('a proxy over', () => {
  test.for(proxyRows)(
    '$scheme that is $kind has a strike for $code; its account waits a minute and is not to blame',
    async ({ kind, scheme, code }, { db }) => {
      const { scene, task } = await scrapeBehind(db, kind, scheme, 0)
      const [first] = firstTwo(scene)

      const strike = { code, proxyStrikes: 1, history: [code] }
      await expectMeaning(db, scene, task, { ...strike, task: 'done elsewhere' })
      const { free_at: freeAt } = await accountRow(db, first.id)
      const [struck] = await historyOf(db, first.id)
      expect(freeAt).toEqual(new Date((struck?.created_at.getTime() ?? 0) + 60_000))
    },
  )

  // A strike is a strike, whatever it was for: the first ones are above.
  test.for(proxyRows.filter(({ kind }) => kind === 'dead' || kind === 'ip_blocked'))(
    '$scheme that is $kind for the third time in a row is dead of $code; its account waits for another',
    async ({ kind, scheme, code }, { db }) => {
      const { scene, task } = await scrapeBehind(db, kind, scheme, 2)
      const [first, second] = firstTwo(scene)

      expect(await proxyRow(db, first.proxyId)).toEqual({
        state: 'dead',
        strikes: 3,
        death_cause: code,
      })
      const account = { state: 'proxy_error', health: 100, rest_until: null, lease_token: null }
      expect(await accountRow(db, first.id)).toMatchObject(account)
      expect(await historyOf(db, first.id)).toMatchObject([
        { event: code, from_state: 'active', to_state: 'active', code, blames: 'proxy' },
        { event: code, from_state: 'active', to_state: 'proxy_error', code, blames: null },
      ])
      expect(await alertKinds(db)).toEqual(['proxy_dead'])
      expect(await stopCauses(db)).toEqual([])
      await expectTask(db, scene, task, { code, task: 'done elsewhere' })
      await expectUntouched(db, second)
      expect(scene.sim.referee.violations()).toEqual([])
    },
  )
})

describe('a target', () => {
  const expectGood = async (db: Db, scene: Scene, last: string): Promise<void> => {
    const [first, second] = firstTwo(scene)
    const healthy = {
      state: 'active',
      health: 100,
      strikes: 0,
      rest_until: null,
      lease_token: null,
    }
    expect(await accountRow(db, first.id)).toMatchObject(healthy)
    expect(await historyOf(db, first.id)).toEqual([])
    expect((await endsOf(db, first.id, 'request')).at(-1)).toBe(last)
    expect(await proxyRow(db, first.proxyId)).toMatchObject({ state: 'active', strikes: 0 })
    expect(await alertKinds(db)).toEqual([])
    expect(await stopCauses(db)).toEqual([])
    await expectUntouched(db, second)
    expect(await endsOf(db, second.id, 'request')).toEqual([])
    expect(scene.sim.referee.violations()).toEqual([])
  }
  const done = (outcome: string) => ({ status: 'done', attempts: 0, result: { outcome } })

  test.for([
    { kind: 'private', end: 'ok' },
    { kind: 'deleted', end: 'target_not_found' },
    { kind: 'hidden_by_age', outcome: 'restricted', end: 'ok' },
    { kind: 'hidden_by_region', outcome: 'restricted', end: 'target_restricted' },
  ] as const)(
    'that is $kind is an outcome, and a success for the account',
    async ({ kind, end, ...given }, { db }) => {
      const outcome = 'outcome' in given ? given.outcome : kind
      const scene = await setScene(db)
      scene.sim.control.failTarget(scene.creator.username, { kind })

      expect(await scene.scrape(scene.creator)).toMatchObject(done(outcome))

      await expectGood(db, scene, end)
    },
  )

  test('that was renamed is found by its id', async ({ db }) => {
    const scene = await setScene(db)
    const { creator } = scene
    const username = `${creator.username.slice(0, 20)}_renamed`
    scene.sim.control.failTarget(creator.username, { kind: 'renamed', username })

    const task = await scene.scrape(creator, true)
    expect(task).toMatchObject(done('scraped'))
    await expectGood(db, scene, 'ok')
    const blog = db.selectFrom('blogs').select('username').where('id', '=', blogOf(task.subject))
    expect(await blog.executeTakeFirst()).toEqual({ username })
  })

  test('that is known only by a former name is gone', async ({ db }) => {
    const scene = await setScene(db)
    const { creator } = scene
    const username = `${creator.username.slice(0, 20)}_renamed`
    scene.sim.control.failTarget(creator.username, { kind: 'renamed', username })

    expect(await scene.scrape(creator)).toMatchObject(done('deleted'))

    await expectGood(db, scene, 'target_not_found')
  })

  test('that poisons accounts costs two of them, and is blocked before it costs a third', async ({
    db,
  }) => {
    const scene = await setScene(db, { members: 3 })
    const [first, second] = firstTwo(scene)
    const third = scene.members[2]
    if (!third) throw new Error('no third account')
    scene.sim.control.failTarget(scene.creator.username, { kind: 'poison' })

    const task = await scene.scrape(scene.creator)

    expect(task).toMatchObject({ status: 'failed', attempts: 1, error_code: 'target_quarantined' })
    for (const { id, proxyId } of [first, second]) {
      const frozen = { state: 'needs_operator', health: 60, rest_until: null, lease_token: null }
      expect(await accountRow(db, id)).toMatchObject(frozen)
      expect(await historyOf(db, id)).toMatchObject([
        { event: 'challenge_required', code: 'challenge_required', blames: 'account' },
      ])
      expect(await endsOf(db, id, 'request')).toEqual(['challenge_required'])
      expect(await proxyRow(db, proxyId)).toMatchObject({ state: 'active', strikes: 0 })
    }
    await expectUntouched(db, third)
    expect(await endsOf(db, third.id, 'request')).toEqual([])
    expect(await alertKinds(db)).toEqual(['account_needs_person', 'target_quarantined'])
    expect(await stopCauses(db)).toEqual([])

    expect(await scene.scrape(scene.creator)).toMatchObject({ error_code: 'target_quarantined' })
    expect(await endsOf(db, third.id, 'request')).toEqual([])
    expect(scene.sim.referee.violations()).toEqual([])
  })
})

describe('temporary failures', () => {
  test.for(['server_error', 'reset', 'cut_body'] as const)(
    '%s at one request costs nobody anything: the same account tries again',
    async (kind, { db }) => {
      const scene = await setScene(db)
      const [first] = firstTwo(scene)
      scene.sim.control.failAccount(first.username, { kind, count: 2 })

      const task = await scene.scrape(scene.creator)

      await expectMeaning(db, scene, task, {
        code: 'platform_transient',
        task: 'done here',
        tries: 2,
      })
    },
  )
})

test('an account whose session dies again after its login is released, and its task continues on another account', async ({
  db,
}) => {
  const scene = await setScene(db)
  const [first, second] = firstTwo(scene)
  const endpoints = ['profile', 'session_check'] as const
  scene.sim.control.failAccount(first.username, { kind: 'login_required', endpoints })

  const task = await scene.scrape(scene.creator)

  await expectTask(db, scene, task, { code: 'login_required', task: 'done elsewhere' })
  expect(await endsOf(db, first.id, 'login')).toEqual(['ok'])
  expect((await historyOf(db, first.id)).map(({ event }) => event)).toEqual([
    'session_died',
    'session_renewed',
    'session_died',
    'renewal_waiting',
  ])
  expect(await accountRow(db, first.id)).toMatchObject({
    state: 'needs_login',
    session_created_at: null,
  })
  await expectUntouched(db, second)
  expect(scene.sim.referee.violations()).toEqual([])
})
