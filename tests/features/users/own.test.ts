import { z } from 'zod'
import { expect, test } from '../../fixtures/test.ts'
import { problemIn } from '../../http/kit.ts'
import { endElevations, Session, usersApi } from './kit.ts'

const NEXT = 'another horse altogether'
const Sessions = z.object({ data: z.array(z.looseObject({ is_this: z.boolean() })) })

test('people see their own sessions, end the others, and change their password', async ({ db }) => {
  const { send, signIn, login, me, lines } = usersApi(db)
  const first = await signIn('aigerim')
  const stranger = await signIn('dana')
  const { token } = Session.parse(await (await login('aigerim')).json())
  const sessions = async () =>
    Sessions.parse(await (await send('GET', '/api/auth/sessions', { token })).json()).data
  const change = async (password: string) =>
    await send('POST', '/api/auth/password', { token, json: { password } })

  const isThis = (await sessions()).map(({ is_this }) => is_this)
  expect(isThis.filter(Boolean)).toHaveLength(1)
  expect(isThis).toHaveLength(2)
  expect(JSON.stringify(await sessions())).not.toMatch(/hash|token/)
  const ended = await send('POST', '/api/auth/sessions/end-others', { token })
  expect(await ended.json()).toEqual({ ended: 1 })
  expect((await me(first)).status).toBe(401)
  expect((await me(stranger)).status).toBe(200)

  const again = Session.parse(await (await login('aigerim')).json())
  expect((await problemIn(await change('aigerim'))).errors).toMatchObject([{ field: 'password' }])
  expect(await (await change(NEXT)).json()).toEqual({ ended: 1 })
  expect((await me(again.token)).status).toBe(401)
  expect((await me(token)).status).toBe(200)
  expect((await login('aigerim')).status).toBe(401)
  expect((await login('aigerim', NEXT)).status).toBe(200)
  expect((await login('dana')).status).toBe(200)

  const audit = await db.selectFrom('audit_log').selectAll().execute()
  expect(JSON.stringify([audit, lines])).not.toContain(NEXT)
  expect(audit.map(({ action }) => action)).toContain('changePassword')
  await endElevations(db)
  expect((await change(NEXT)).status).toBe(403)
  expect((await send('GET', '/api/auth/sessions')).status).toBe(409)
})
