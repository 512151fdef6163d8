import { sql } from 'kysely'
import { z } from 'zod'
import { generateEncryptionKey, parseEncryptionKeys } from '../../../src/base/crypto.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { RequireFactor } from '../../../src/features/users/require-factor.ts'
import { operations } from '../../../src/features/users/operations/index.ts'
import { createPasswords } from '../../../src/features/users/passwords/hash-passwords.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import type { AppOptions } from '../../../src/http/app.ts'
import type { Router } from '../../../src/http/router.ts'
import { expect } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'

export const PASSWORD = 'correct horse battery'
export const KEYS = parseEncryptionKeys(generateEncryptionKey('k1'))
/** When all codes of authenticator apps are made and checked: no step ends during a test. */
export const CODE_CLOCK = { now: () => new Date('2026-11-27T12:00:15Z') }
export const Code = z.object({ welcome_code: z.string() })
export const Session = z.object({
  token: z.string(),
  expires_at: z.string(),
  elevated_until: z.string(),
})

/** The routes of the feature, with people's first steps. */
export function usersApi(
  db: Db,
  more: readonly Router[] = [],
  settings: RequireFactor = {},
  options: Pick<AppOptions, 'realClock'> = {},
) {
  const config = { encryptionKeys: KEYS, ...settings }
  const services = {
    db,
    config,
    passwords: createPasswords(),
    realClock: CODE_CLOCK,
    ownCounts: [],
  }
  const routers = [mountOperations(services, operations), ...more]
  const { app, send, lines } = anApi(db, routers, { settings, ...options })
  const add = async (login: string, role = 'viewer'): Promise<string> => {
    const answer = await send('POST', '/api/users', { json: { login, role } })
    expect(answer.status).toBe(201)
    return Code.parse(await answer.json()).welcome_code
  }
  const welcome = async (code: string, password = PASSWORD) =>
    await send('POST', '/api/auth/welcome', { token: null, json: { code, password } })
  const login = async (name: string, password = PASSWORD, code?: string) =>
    await send('POST', '/api/auth/login', { token: null, json: { login: name, password, code } })
  const signIn = async (name: string, role = 'viewer'): Promise<string> => {
    await welcome(await add(name, role))
    return Session.parse(await (await login(name)).json()).token
  }
  const me = async (token: string) => await send('GET', '/api/auth/me', { token })
  return { app, send, lines, add, welcome, login, signIn, me }
}

/** Ends the elevation of all sessions, as after 15 minutes. */
export async function endElevations(db: Db): Promise<void> {
  await sql`update user_sessions set elevated_until = now() - interval '1 second'`.execute(db)
}

/** Lets all who have to wait try at once. */
export async function endWaits(db: Db): Promise<void> {
  await sql`update sign_in_attempts set retry_at = now()`.execute(db)
}
