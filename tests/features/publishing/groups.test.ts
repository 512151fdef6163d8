import type { Tx } from '../../../src/db/handles.ts'
import { disconnect } from '../../../src/connections/disconnect.ts'
import { publishing } from '../../../src/features/publishing/feature.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { clockOf } from '../../pool/pool-fixture.ts'
import { testServices } from '../gramd-world.ts'
import { groupsWorld } from './groups-world.ts'

const NOBODY = '01890000-0000-7000-8000-000000000000'

describe('groups', () => {
  test('are made, listed by name, changed and removed; their accounts stay', async ({ db }) => {
    const { send, group, publisher } = groupsWorld(db)
    const one = await publisher('our.cafe')
    const second = await group('Tashkent')
    const first = await group('almaty', { accounts: [one] })
    const listed = await send('GET', '/api/groups?limit=1')
    expect(listed.body.data).toMatchObject([{ id: first, name: 'almaty', accounts: 1 }])
    const next = await send('GET', `/api/groups?limit=1&cursor=${listed.body.next_cursor}`)
    expect(next.body).toMatchObject({ data: [{ id: second, accounts: 0 }], has_more: false })
    expect((await send('GET', '/api/groups?name=TASHKENT')).body.data).toMatchObject([
      { id: second },
    ])
    expect((await send('GET', '/api/groups?text=mat')).body.data).toHaveLength(1)

    for (const [method, description] of [
      ['PATCH', 'Cafés'],
      ['PUT', null],
    ] as const)
      expect((await send(method, `/api/groups/${first}`, { description })).body).toMatchObject({
        name: 'almaty',
        description,
        pool_accounts: 1,
      })
    expect((await send('DELETE', `/api/groups/${first}`)).status).toBe(204)
    expect((await send('GET', `/api/groups/${first}`)).status).toBe(404)
    expect((await send('GET', `/api/accounts/${one}`)).body).toMatchObject({
      purpose: 'publish',
      publishing: { groups: [] },
    })
  })

  test('have a colour and a shape, which gramd chooses so that few share them', async ({ db }) => {
    const { send } = groupsWorld(db)
    const made = async (name: string, mark: object = {}) => {
      const { body } = await send('POST', '/api/groups', { name, ...mark })
      return [body['colour'], body['shape']]
    }
    const first = [await made('a'), await made('b'), await made('c'), await made('d')]
    expect(first).toEqual([
      ['teal', 'circle'],
      ['amber', 'square'],
      ['violet', 'triangle'],
      ['rose', 'diamond'],
    ])
    // Another triangle: of no colour that a triangle has.
    expect(await made('e', { shape: 'triangle' })).toEqual(['teal', 'triangle'])
    expect(await made('f', { colour: 'rose', shape: 'circle' })).toEqual(['rose', 'circle'])
    const changed = await send('PATCH', '/api/groups/a', { colour: 'blue' })
    expect(changed.body).toMatchObject({ name: 'a', colour: 'blue', shape: 'circle' })
    expect((await send('PATCH', '/api/groups/a', { shape: 'star' })).status).toBe(422)
  })

  test('have a name of their own, in any case', async ({ db }) => {
    const { send, group } = groupsWorld(db)
    await group('Almaty')
    const other = await group('Tashkent')
    const twice = await send('POST', '/api/groups', { name: ' ALMATY ' })
    expect(twice).toMatchObject({ status: 409, body: { errors: [{ field: 'name' }] } })
    expect((await send('PATCH', `/api/groups/${other}`, { name: 'almaty' })).status).toBe(409)
    expect((await send('PATCH', `/api/groups/${other}`, { name: 'TASHKENT' })).status).toBe(200)
    for (const name of ['', ' ', 'a\nb', 'x'.repeat(101)])
      expect((await send('POST', '/api/groups', { name })).status).toBe(422)
    expect((await send('PATCH', `/api/groups/${other}`, {})).status).toBe(422)
    expect((await send('PATCH', `/api/groups/${NOBODY}`, { name: 'x' })).status).toBe(404)
    expect((await send('DELETE', `/api/groups/${NOBODY}`)).status).toBe(404)
  })

  test('take accounts in bulk, all or none', async ({ db }) => {
    const { send, group, publisher, connection, add } = groupsWorld(db)
    const [one, two] = [await publisher('one'), await publisher('two')]
    const reader = (await add('reader')).split('/').at(-1) ?? ''
    const connected = await connection('brand')
    const poor = await connection('poor', { rights: ['instagram_basic'] })
    const id = await group('Almaty')
    const put = async (body: unknown) => await send('POST', `/api/groups/${id}/accounts`, body)
    const take = async (body: unknown) =>
      await send('POST', `/api/groups/${id}/accounts/remove`, body)

    expect(await put({ accounts: [one, reader] })).toMatchObject({
      status: 409,
      body: { code: 'conflict', detail: expect.stringContaining("'reader' reads creators") },
    })
    expect(await put({ accounts: [one], connections: [poor] })).toMatchObject({
      status: 409,
      body: { code: 'missing_right', errors: [{ field: 'connections' }] },
    })
    expect((await put({ accounts: [one, NOBODY] })).status).toBe(404)
    expect((await put({ accounts: [] })).status).toBe(422)
    expect((await send('GET', `/api/groups/${id}`)).body).toMatchObject({ accounts: 0 })

    expect((await put({ accounts: [one, two, one], connections: [connected] })).body).toMatchObject(
      { accounts: 3, pool_accounts: 2, connected_accounts: 1 },
    )
    expect((await put({ accounts: [one] })).body).toMatchObject({ accounts: 3 })
    expect((await take({ accounts: [two, NOBODY] })).status).toBe(404)
    expect((await take({ accounts: [two], connections: [connected] })).body).toMatchObject({
      accounts: 1,
    })
    expect((await take({ accounts: [two] })).body).toMatchObject({ accounts: 1 })
    // The whole list of a kind; the other kind stays.
    await send('PUT', `/api/groups/${id}`, { connections: [connected] })
    expect((await send('PUT', `/api/groups/${id}`, { accounts: [two] })).body).toMatchObject({
      pool_accounts: 1,
      connected_accounts: 1,
    })
    const page = await send('GET', `/api/groups/${id}/accounts`)
    expect(page.body.data).toMatchObject([
      { kind: 'pool', username: 'two', details: { account_id: two } },
      { kind: 'connection', username: 'brand', warmup_stage: 3 },
    ])
  })

  test('lose a connection that is removed, whether its data is kept or not', async ({ db }) => {
    const { send, group, connection } = groupsWorld(db)
    const { announce } = testServices(db, clockOf(db), null, {})
    const onRemoved = async (tx: Tx, event: { connectionId: string; keepData: boolean }) =>
      await announce(tx, 'connection.removed', event)
    const [kept, gone] = [await connection('kept'), await connection('gone')]
    const id = await group('Almaty', { connections: [kept, gone] })
    const { signal } = new AbortController()
    expect(await publishing.connectionUses?.(db, kept)).toEqual([{ what: 'groups', count: 1 }])
    for (const [connectionId, keepData] of [
      [kept, true],
      [gone, false],
    ] as const)
      await disconnect(null, { db, onRemoved }, { id: connectionId, owner: null, keepData, signal })
    expect((await send('GET', `/api/groups/${id}`)).body).toMatchObject({ accounts: 0 })
    expect((await send('GET', '/api/accounts')).body.data).toEqual([])
  })
})

describe('who reaches groups', () => {
  test('editors read them and change none', async ({ db }) => {
    const { send, group, publisher, person, connection } = groupsWorld(db)
    const [one, brand] = [await publisher('one'), await connection('brand')]
    const id = await group('Almaty', { accounts: [one], connections: [brand] })
    const { token } = await person('editor', 'editor')
    const as = async (method: string, path: string, json?: unknown) =>
      await send(method, path, json, token)

    expect((await as('GET', '/api/groups')).body.data).toMatchObject([{ id, accounts: 2 }])
    const { body, text } = await as('GET', `/api/groups/${id}/accounts`)
    expect(body.data).toMatchObject([
      { username: 'one', state: 'active', language: null, posts_limit_per_day: 10, details: null },
      { username: 'brand', state: 'active', details: null },
    ])
    for (const hidden of ['account_id', 'connection_id', 'owner', 'proxy', 'failed', 'login'])
      expect(text).not.toContain(hidden)
    for (const [method, path, json] of [
      ['POST', '/api/groups', { name: 'x' }],
      ['PATCH', `/api/groups/${id}`, { name: 'x' }],
      ['PUT', `/api/groups/${id}`, { name: 'x' }],
      ['DELETE', `/api/groups/${id}`, undefined],
      ['POST', `/api/groups/${id}/accounts`, { accounts: [one] }],
      ['POST', `/api/groups/${id}/accounts/remove`, { connections: [brand] }],
    ] as const)
      expect((await as(method, path, json)).status, `${method} ${path}`).toBe(403)
  })

  test('owners put in and take out what is theirs, and see no more', async ({ db }) => {
    const { send, group, publisher, person, connection } = groupsWorld(db)
    const one = await publisher('one')
    const id = await group('Almaty', { accounts: [one] })
    const [owner, other] = [await person('owner', 'member'), await person('other', 'member')]
    const brand = await connection('brand', { owner: owner.id })
    const put = async (token: string, json: unknown, act = '') =>
      await send('POST', `/api/groups/${id}/accounts${act}`, json, token)

    expect((await put(owner.token, { accounts: [one] })).status).toBe(403)
    expect((await put(other.token, { connections: [brand] })).status).toBe(404)
    expect((await put(owner.token, { connections: [brand] })).body).toMatchObject({
      connected_accounts: 1,
    })
    // What is somebody else's stays, as if it did not exist.
    expect((await put(other.token, { connections: [brand] }, '/remove')).status).toBe(404)
    expect((await send('GET', `/api/groups/${id}`)).body).toMatchObject({ connected_accounts: 1 })
    const seen = async (token: string) =>
      (await send('GET', `/api/groups/${id}/accounts`, undefined, token)).body.data
    expect(await seen(owner.token)).toMatchObject([{ username: 'brand', details: null }])
    expect(await seen(other.token)).toEqual([])
    expect((await put(owner.token, { connections: [brand] }, '/remove')).body).toMatchObject({
      accounts: 1,
      connected_accounts: 0,
    })
    const { token: viewer } = await person('viewer', 'viewer')
    expect((await send('GET', '/api/groups', undefined, viewer)).status).toBe(403)
  })
})
