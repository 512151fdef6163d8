import { z } from 'zod'
import { addUser } from '../../../src/features/users/users-store.ts'
import { startSession } from '../../../src/features/users/sessions-store.ts'
import type { Db } from '../../../src/db/database.ts'
import type { Role } from '../../../src/base/roles.ts'
import type { TestApi } from '../../http/kit.ts'

const Made = z.looseObject({ id: z.string() })

/** A signed-in user. */
export async function aPerson(
  db: Db,
  login: string,
  role: Role = 'member',
): Promise<{ id: string; token: string }> {
  const { id } = await db
    .transaction()
    .execute(async (tx) => await addUser(tx, { login, role, name: login, email: null }))
  return { id, token: (await startSession(db, id, { address: null, userAgent: null })).token }
}

/** The id of a new project. */
export async function aProject({ send }: TestApi, token: string, name = 'Spring'): Promise<string> {
  const response = await send('POST', '/api/projects', { token, json: { name } })
  return Made.parse(await response.json()).id
}

/** The id of a new version. */
export async function aVersion(
  { send }: TestApi,
  token: string,
  projectId: string,
  json: object = {},
): Promise<string> {
  const response = await send('POST', `/api/projects/${projectId}/versions`, { token, json })
  return Made.parse(await response.json()).id
}
