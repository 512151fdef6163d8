import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { tokenOperations } from '../../../src/features/users/operations/tokens.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { describe, expect, test, testOnSharedDatabase } from '../../fixtures/test.ts'
import { anApi, aToken, problemIn } from '../../http/kit.ts'

const api = (db: Db) => anApi(db, [mountOperations({ db }, tokenOperations)])
const NewToken = z.object({ id: z.string(), token: z.string() })

test('a new token is shown once, works at once, and ends when it is revoked', async ({ db }) => {
  const { send } = api(db)

  const response = await send('POST', '/api/tokens', {
    json: { name: 'dashboard', scopes: ['users:read', 'users:read'] },
  })
  const created: unknown = await response.json()
  const { id, token } = NewToken.parse(created)

  expect(response.status).toBe(201)
  expect(created).toMatchObject({ name: 'dashboard', scopes: ['users:read'], last_used_at: null })
  const list = await (await send('GET', '/api/tokens', { token })).text()
  expect(JSON.parse(list)).toMatchObject({
    data: [{ id, name: 'dashboard', scopes: ['users:read'] }],
  })
  expect(list).not.toContain(token)
  expect((await send('DELETE', `/api/tokens/${id}`)).status).toBe(204)
  expect((await send('GET', '/api/tokens', { token })).status).toBe(401)
})

test('a secret is not kept for an Idempotency-Key', async ({ db }) => {
  const { send } = api(db)
  const request = {
    json: { name: 'dashboard', scopes: ['creators:read'] },
    headers: { 'idempotency-key': 'k1' },
  }

  const { token } = NewToken.parse(await (await send('POST', '/api/tokens', request)).json())
  const again = await send('POST', '/api/tokens', request)

  expect(again.status).toBe(409)
  const kept = await db.selectFrom('idempotency_keys').selectAll().execute()
  expect(JSON.stringify(kept)).not.toContain(token)
})

describe('what a faulty request changes is nothing', () => {
  testOnSharedDatabase.for([
    [{ name: 'a', scopes: [] }, 422, 'scopes'],
    [{ name: 'a', scopes: ['root'] }, 422, 'scopes.0'],
    [{ name: '', scopes: ['creators:read'] }, 422, 'name'],
    [{ name: 'a\nb', scopes: ['creators:read'] }, 422, 'name'],
    [{ name: 'a' }, 422, 'scopes'],
    [{ name: 'a', scopes: ['creators:read'], secret: 'mine' }, 422, 'secret'],
  ] as const)('%j', async ([json, status, field], { db }) => {
    const response = await api(db).send('POST', '/api/tokens', { json })

    expect(response.status).toBe(status)
    expect((await problemIn(response)).errors[0]?.field).toBe(field)
    expect(await db.selectFrom('api_tokens').selectAll().execute()).toEqual([])
  })

  test('a name that is taken', async ({ db }) => {
    await aToken(db, ['creators:read'], 'dashboard')

    const response = await api(db).send('POST', '/api/tokens', {
      json: { name: 'dashboard', scopes: ['users:read'] },
    })

    expect(response.status).toBe(409)
    expect(await db.selectFrom('api_tokens').select('scopes').execute()).toEqual([
      { scopes: ['creators:read'] },
    ])
  })

  testOnSharedDatabase.for([
    ['/api/tokens/0198c1a5-0000-7000-8000-000000000000', 404],
    ['/api/tokens/7', 422],
  ] as const)('DELETE %s', async ([path, status], { db }) => {
    const response = await api(db).send('DELETE', path)

    expect(response.status).toBe(status)
    expect((await problemIn(response)).errors[0]?.field).toBe('id')
  })
})

test.for(['GET', 'POST', 'DELETE'])('%s needs the scope admin', async (method, { db }) => {
  const token = await aToken(db, ['creators:read', 'creators:write'])
  const path =
    method === 'DELETE' ? '/api/tokens/0198c1a5-0000-7000-8000-000000000000' : '/api/tokens'

  const response = await api(db).send(method, path, {
    token,
    ...(method === 'POST' ? { json: { name: 'a', scopes: ['users:read'] } } : {}),
  })

  expect(response.status).toBe(403)
  expect(await db.selectFrom('api_tokens').selectAll().execute()).toHaveLength(1)
})
