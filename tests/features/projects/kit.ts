import { randomInt, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { addUser } from '../../../src/features/users/store/users.ts'
import { startSession } from '../../../src/features/users/store/sessions.ts'
import { jsonb } from '../../../src/db/database.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { Role } from '../../../src/base/roles.ts'
import { loadConfig } from '../../../src/config.ts'
import { bindingOperations } from '../../../src/features/projects/operations/bindings.ts'
import { performanceOperations } from '../../../src/features/projects/operations/performance.ts'
import { projectOperations } from '../../../src/features/projects/operations/projects.ts'
import { versionOperations } from '../../../src/features/projects/operations/versions.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { anApi, type TestApi } from '../../http/kit.ts'

const Made = z.looseObject({ id: z.string() })

const config = loadConfig({
  SCRAPER_API_KEY: 'a-key-for-tests-only',
  GRAMD_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
})

/** The operations of projects that need no model. */
const withoutModel = {
  ...projectOperations,
  ...versionOperations,
  ...bindingOperations,
  ...performanceOperations,
}

export const projectsApi = (db: Db): TestApi =>
  anApi(db, [mountOperations({ db, config }, withoutModel)])

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

export const HOUR = 3_600_000

export type NewPost = {
  ownerId: string | null
  caption?: string
  publishedAt?: Date
  platformId?: string
  /** Shared by posts of one account. */
  connectionId?: string
}

/** The id of a stored post of a connected account. */
export async function aPost(
  db: Db,
  { ownerId, caption = '', publishedAt = new Date(), ...post }: NewPost,
): Promise<string> {
  const connection_id = post.connectionId ?? randomUUID()
  await db
    .insertInto('own_media_sync')
    .values({ connection_id, owner_id: ownerId, username: 'brand' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const { id } = await db
    .insertInto('own_media')
    .values({
      connection_id,
      owner_id: ownerId,
      platform_id: post.platformId ?? randomInt(10 ** 12).toString(),
      permalink: 'https://www.instagram.com/reel/C0/',
      type: 'REEL',
      caption,
      published_at: publishedAt,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Numbers of a post at an age in hours, by the platform's names. */
export async function aSnapshot(
  db: Db,
  mediaId: string,
  { publishedAt, ageHours, metrics }: { publishedAt: Date; ageHours: number; metrics: object },
): Promise<void> {
  await db
    .insertInto('media_insights')
    .values({
      media_id: mediaId,
      collected_at: new Date(publishedAt.getTime() + ageHours * HOUR),
      metrics: jsonb(metrics),
    })
    .execute()
}
