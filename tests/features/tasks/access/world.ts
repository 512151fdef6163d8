import { onTestFinished } from 'vitest'
import { createClock } from '../../../../src/base/clock.ts'
import { ROLES, SCOPES, type Role, type Scope } from '../../../../src/base/roles.ts'
import type { Db } from '../../../../src/db/handles.ts'
import type { Services } from '../../../../src/features/services.ts'
import { tasks } from '../../../../src/features/tasks/feature.ts'
import { startSession } from '../../../../src/features/users/store/sessions.ts'
import { createToken } from '../../../../src/features/users/store/tokens.ts'
import { addUser } from '../../../../src/features/users/store/users.ts'
import { anApi, API_KEY, type TestApi } from '../../../http/kit.ts'
import { testServices } from '../../gramd-world.ts'

export type Asker = { name: string; token: string; userId: string | null; scopes: readonly Scope[] }

export type AccessWorld = TestApi & {
  services: Services
  user(login: string, role: Role): Promise<Asker>
  /** A token without a user, unless it is of one. */
  tokenWith(scopes: readonly Scope[], userId?: string | null): Promise<Asker>
}

/** The routes about tasks, over everything that gramd has. */
export function anAccessWorld(db: Db): AccessWorld {
  const services = testServices(db, createClock(), null, {})
  const routers = [tasks.routes?.(services) ?? []].flat()
  onTestFinished(async () => await services.changes.close())
  return {
    ...anApi(db, routers),
    services,
    async user(login, role) {
      const { id } = await db
        .transaction()
        .execute(async (tx) => await addUser(tx, { login, role, name: login, email: null }))
      const { token } = await startSession(db, id, { address: null, userAgent: null })
      return { name: login, token, userId: id, scopes: ROLES[role] }
    },
    async tokenWith(scopes, userId = null) {
      const name = `${userId === null ? '' : "a user's "}token with ${scopes.join(' ')}`.slice(
        0,
        60,
      )
      const { secret } = await createToken(db, { name, scopes, userId })
      return { name, token: secret, userId, scopes }
    },
  }
}

export const SERVICE: Asker = { name: 'the service', token: API_KEY, userId: null, scopes: SCOPES }
