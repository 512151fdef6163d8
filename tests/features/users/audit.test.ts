import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { users } from '../../../src/features/users/feature.ts'
import { createRoute, createRouter, json, type Router } from '../../../src/http/router.ts'
import { expect, test } from '../../fixtures/test.ts'
import { executeFor } from '../erase/erasures-of.ts'
import { usersApi } from './kit.ts'

const Page = z.object({
  data: z.array(z.looseObject({ action: z.string(), object: z.string().nullable() })),
  next_cursor: z.string().nullable(),
})

function api(db: Db, ...more: Router[]) {
  const { send } = usersApi(db, more)
  const page = async (query = '') =>
    Page.parse(await (await send('GET', `/api/audit${query}`)).json())
  return { send, page, audit: async (query?: string) => (await page(query)).data }
}

const DANA = { login: 'dana', role: 'viewer' }

test('a change is recorded with who, what, and the fields before and after', async ({ db }) => {
  const { send, audit } = api(db)
  await send('POST', '/api/users', { json: DANA })

  await send('PATCH', '/api/users/dana', {
    json: { role: 'member' },
    headers: { 'x-request-id': 'r1' },
  })

  const [change, made] = await audit()
  expect(change).toMatchObject({
    principal: 'service',
    name: 'operator',
    action: 'changeUser',
    object: '/api/users/dana',
    before: { role: 'viewer' },
    after: { role: 'member' },
    status: 200,
    request_id: 'r1',
  })
  expect(made).toMatchObject({ action: 'addUser', object: '/api/users/dana', before: null })
})

test('what was refused, failed or only read is not recorded', async ({ db }) => {
  const route = createRoute({
    method: 'post',
    path: '/api/broken',
    access: 'lists:write',
    operationId: 'breakIt',
    responses: { 200: json('Never', z.unknown()) },
  })
  const broken = createRouter().openapi(route, () => {
    throw new Error('a defect')
  })
  const { send, audit } = api(db, broken)
  await send('POST', '/api/users', { json: { ...DANA, role: 'root' } })
  await send('PATCH', '/api/users/nobody', { json: { role: 'member' } })
  await send('POST', '/api/users', { token: null, json: DANA })
  await send('POST', '/api/broken')
  await send('GET', '/api/users')

  expect(await audit()).toEqual([])
})

test('no secret gets into the log', async ({ db }) => {
  const { send, audit } = api(db)
  const secrets: string[] = ['correct horse battery']
  const made = await send('POST', '/api/users', { json: DANA })
  const { welcome_code: code } = z
    .looseObject({ welcome_code: z.string() })
    .parse(await made.json())
  const json = { code, password: 'correct horse battery' }
  await send('POST', '/api/auth/welcome', { token: null, json })
  const given = { login: 'dana', password: 'correct horse battery' }
  const signedIn = await send('POST', '/api/auth/login', { token: null, json: given })
  await send('POST', '/api/auth/login', {
    token: null,
    json: { ...given, password: 'wrong one here' },
  })
  const token = await send('POST', '/api/tokens', { json: { name: 't', scopes: ['lists:read'] } })
  for (const answer of [signedIn, token])
    secrets.push(z.looseObject({ token: z.string() }).parse(await answer.json()).token)

  const rows = await audit()

  for (const secret of [code, ...secrets, 'wrong one here'])
    expect(JSON.stringify(rows)).not.toContain(secret)
  expect(rows.map(({ action, status }) => [action, status])).toEqual([
    ['createToken', 201],
    ['signIn', 401],
    ['signIn', 200],
    ['addUser', 201],
  ])
})

test('is read by pages and filters', async ({ db }) => {
  const { send, page, audit } = api(db)
  await send('POST', '/api/users', { json: DANA })
  for (const name of ['a', 'b', 'c']) await send('PATCH', '/api/users/dana', { json: { name } })
  await send('POST', '/api/users/dana/end-sessions')

  const first = await page('?limit=2')
  const second = await page(`?limit=2&cursor=${first.next_cursor}`)

  expect([...first.data, ...second.data].map(({ action }) => action)).toEqual([
    'endSessions',
    'changeUser',
    'changeUser',
    'changeUser',
  ])
  expect(await audit('?action=changeUser')).toHaveLength(3)
  expect(await audit('?object=/api/users/dana')).toHaveLength(5)
  expect(await audit('?principal=user:1')).toEqual([])
  expect(await audit('?until=2020-01-01T00:00:00Z')).toEqual([])
  expect((await send('GET', '/api/audit?cursor=WyJhIl0')).status).toBe(422)
})

test('an erasure blanks what rows say of a creator, and one under way stays blank', async ({
  db,
}) => {
  const route = createRoute({
    method: 'patch',
    path: '/api/blogs/{id}',
    access: 'creators:write',
    operationId: 'changeBlog',
    request: { params: z.object({ id: z.string() }) },
    responses: { 200: json('Done', z.object({})) },
  })
  const erasing = createRouter().openapi(route, async (c) => {
    await executeFor(db, [users], { words: ['natgeo'] })
    return c.json({}, 200)
  })
  const { send, audit } = api(db, erasing)
  await sql`
    insert into audit_log (principal, name, action, object, after, request_id)
    values ('service', 'operator', 'x', '/api/lists/1', '{"note": "like @NatGeo"}', 'r')`.execute(
    db,
  )

  await send('PATCH', '/api/blogs/natgeo')

  const rows = await audit()
  expect(rows.map(({ action, object, before, after }) => [action, object, before, after])).toEqual([
    ['changeBlog', null, null, null],
    ['x', null, null, null],
  ])
})
