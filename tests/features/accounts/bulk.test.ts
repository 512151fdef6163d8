import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import { accountsWorld } from './accounts-world.ts'

test('chosen accounts are paused and resumed; each answers for itself', async ({ db }) => {
  const { send, add } = accountsWorld(db)
  const idOf = (path: string): string => path.split('/').at(-1) ?? ''
  const [one, two, ill] = [await add('one'), await add('two'), await add('ill')].map(idOf)
  const gone = '019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44'
  const bulk = async (action: string, ids: unknown) =>
    await send('POST', '/api/accounts/bulk', { action, ids })
  const states = async () =>
    (await db.selectFrom('instagram_accounts').select('state').orderBy('username').execute()).map(
      ({ state }) => state,
    )

  expect(await bulk('pause', [one, two, one, gone])).toMatchObject({
    status: 200,
    body: {
      changed: 2,
      refused: 1,
      data: [
        { id: one, is_done: true, code: null },
        { id: two, is_done: true },
        { id: gone, is_done: false, code: 'not_found' },
      ],
    },
  })
  expect(await states()).toEqual(['new', 'paused', 'paused'])
  expect((await bulk('pause', [one])).body).toMatchObject({ changed: 1, refused: 0 })

  await sql`update instagram_accounts set state = 'suspended' where username = 'ill'`.execute(db)
  expect((await bulk('resume', [ill, one, two])).body).toMatchObject({
    changed: 2,
    refused: 1,
    data: [
      { id: ill, is_done: false, code: 'conflict', detail: expect.stringContaining('challenge') },
      { id: one, is_done: true },
      { id: two, is_done: true },
    ],
  })
  expect(await states()).toEqual(['suspended', 'new', 'new'])

  for (const ids of [[], ['no-such'], Array.from({ length: 201 }, () => gone)])
    expect((await bulk('pause', ids)).status).toBe(422)
  expect((await bulk('delete', [one])).body.errors).toMatchObject([{ field: 'action' }])
})

test('all that match a filter are paused, if their number is the one that was seen', async ({
  db,
}) => {
  const { send, add } = accountsWorld(db)
  for (const name of ['kitchen_one', 'kitchen_two', 'garden']) await add(name)
  const { body: proxies } = await send('GET', '/api/proxies')
  const [first] = proxies.data ?? []
  const bulk = async (fields: object) =>
    await send('POST', '/api/accounts/bulk', { action: 'pause', ...fields })

  const filter = { text: 'KITCHEN' }
  expect((await bulk({ filter })).body.errors).toMatchObject([{ field: 'expected' }])
  expect((await bulk({ filter, dry_run: true })).body).toMatchObject({ matched: 2, changed: 0 })
  const other = await bulk({ filter, expected: 3 })
  expect(other).toMatchObject({
    status: 409,
    body: { code: 'count_changed', facts: { matched: 2, expected: 3 } },
  })
  expect((await bulk({ filter, expected: 2 })).body).toMatchObject({
    matched: 2,
    changed: 2,
    refused: 0,
    left: 0,
  })
  expect((await bulk({ filter: { state: 'paused' }, dry_run: true })).body['matched']).toBe(2)
  expect((await bulk({ filter: { proxy: first?.['id'] }, dry_run: true })).body['matched']).toBe(1)
  expect((await bulk({ filter: { proxy: 'no-such' }, dry_run: true })).status).toBe(422)
  for (const body of [{}, { ids: [first?.['id']], filter }])
    expect((await bulk(body)).body.errors).toMatchObject([{ field: 'filter' }])
  const listed = await send('GET', '/api/accounts?text=den&state=new')
  expect(listed.body.data).toMatchObject([{ username: 'garden' }])
})

test('the use of a budget is told for seven days, hour by hour', async ({ db }) => {
  const { send, add } = accountsWorld(db)
  const path = await add('one')
  const id = path.split('/').at(-1)
  await sql`
    insert into account_requests (account_id, kind, ended_at, outcome)
    select ${id}, kind, date_trunc('hour', world_now(), 'UTC') - ago, outcome
    from (values
      ('request', interval '49 hours', 'ok'), ('request', interval '49 hours', 'rate_limited'),
      ('login', interval '49 hours', 'ok'), ('request', interval '2 hours', 'ok'),
      ('request', interval '8 days', 'ok')
    ) as r (kind, ago, outcome)`.execute(db)

  const { status, body } = await send('GET', `${path}/budget-history`)

  expect(status).toBe(200)
  expect(body).toMatchObject({
    limits: { hour: expect.any(Number), day: expect.any(Number) },
    hours: [
      { requests: 2, logins: 1, failed: 1 },
      { requests: 1, logins: 0, failed: 0 },
    ],
    outcomes: [
      { outcome: 'ok', requests: 3 },
      { outcome: 'rate_limited', requests: 1 },
    ],
  })
  const gone = '/api/accounts/019aa4b2-6c1e-7d3a-9a55-0d8c7b1f2e44/budget-history'
  expect((await send('GET', gone)).status).toBe(404)
})
