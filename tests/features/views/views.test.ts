import { z } from 'zod'
import { addUser } from '../../../src/features/users/store/users.ts'
import { startSession } from '../../../src/features/users/store/sessions.ts'
import { operations } from '../../../src/features/views/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import type { Db } from '../../../src/db/handles.ts'
import { expect, testOnSharedDatabase as test } from '../../fixtures/test.ts'
import { anApi, problemIn } from '../../http/kit.ts'

const View = z.object({
  id: z.string(),
  name: z.string(),
  query: z.string(),
  is_shared: z.boolean(),
  is_own: z.boolean(),
})
const Views = z.object({ data: z.array(View) })

async function aSession(db: Db, login: string): Promise<string> {
  const { id } = await db
    .transaction()
    .execute(async (tx) => await addUser(tx, { login, role: 'viewer', name: login, email: null }))
  return (await startSession(db, id, { address: null, userAgent: null })).token
}

test('a view is its own user’s until it is shared, and only they change it', async ({ db }) => {
  const { send } = anApi(db, [mountOperations({ db }, operations)])
  const [dana, erlan] = [await aSession(db, 'dana'), await aSession(db, 'erlan')]
  const seenBy = async (token: string) =>
    Views.parse(await (await send('GET', '/api/views?page=creators', { token })).json()).data.map(
      ({ name, is_own }) => ({ name, is_own }),
    )
  const json = { page: 'creators', name: 'Mothers', query: '?tier=10k_50k' }

  const added = await send('POST', '/api/views', { token: dana, json })
  const { id, query, is_shared } = View.parse(await added.json())
  expect([added.status, query, is_shared]).toEqual([201, 'tier=10k_50k', false])
  expect(added.headers.get('location')).toBe(`/api/views/${id}`)
  expect([await seenBy(dana), await seenBy(erlan)]).toEqual([
    [{ name: 'Mothers', is_own: true }],
    [],
  ])

  await send('PATCH', `/api/views/${id}`, { token: dana, json: { is_shared: true } })
  expect(await seenBy(erlan)).toEqual([{ name: 'Mothers', is_own: false }])
  const foreign = [
    await send('PATCH', `/api/views/${id}`, { token: erlan, json: { name: 'Mine' } }),
    await send('DELETE', `/api/views/${id}`, { token: erlan }),
  ]
  expect(foreign.map(({ status }) => status)).toEqual([404, 404])

  const again = await send('POST', '/api/views', {
    token: dana,
    json: { ...json, name: 'mothers' },
  })
  expect([again.status, (await problemIn(again)).errors[0]?.field]).toEqual([409, 'name'])
  const other = await send('POST', '/api/views', { token: erlan, json })
  expect(other.status).toBe(201)

  const [first, second] = [
    await send('DELETE', `/api/views/${id}`, { token: dana }),
    await send('DELETE', `/api/views/${id}`, { token: dana }),
  ]
  expect([first.status, second.status]).toEqual([204, 404])
  expect(await seenBy(erlan)).toEqual([{ name: 'Mothers', is_own: true }])
})
