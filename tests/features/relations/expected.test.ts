import { sql } from 'kysely'
import { z } from 'zod'
import { expect } from 'vitest'
import { operations } from '../../../src/features/relations/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import type { Db } from '../../../src/db/handles.ts'
import { test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { clockOf } from '../../pool/pool-fixture.ts'
import { testServices } from '../gramd-world.ts'

const Members = z.object({ data: z.array(z.looseObject({ username: z.string() })) })
const Expected = z.object({ usernames: z.array(z.string()) })

/** A complete check of @target, which follows three accounts of which one follows back. */
async function aCheck(db: Db, platformId: string | null = '77'): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into relation_checks (username, platform_id, kinds, status, completed_at)
    values ('target', ${platformId}, '{followers,following}', 'complete', world_now()) returning id`.execute(
    db,
  )
  const id = rows[0]?.id ?? ''
  await sql`
    insert into relation_lists (check_id, kind, state, collected)
    values (${id}::uuid, 'followers', 'complete', 1), (${id}::uuid, 'following', 'complete', 3)`.execute(
    db,
  )
  await sql`
    insert into relation_members (check_id, kind, platform_id, username) values
      (${id}::uuid, 'followers', '1', 'friend'), (${id}::uuid, 'following', '1', 'friend'),
      (${id}::uuid, 'following', '2', 'botam.kz'), (${id}::uuid, 'following', '3', 'stranger')`.execute(
    db,
  )
  return id
}

test('expected non-followers are left out of those who do not follow back, in all checks', async ({
  db,
}) => {
  const services = testServices(db, clockOf(db), null, {})
  const { send } = anApi(db, [mountOperations(services, operations)])
  const [check, later] = [await aCheck(db), await aCheck(db)]
  const of = async (id: string, query: string) =>
    Members.parse(
      await (await send('GET', `/api/relations/${id}/members?${query}`)).json(),
    ).data.map(({ username }) => username)
  const back = 'relation=not_following_back'

  const before = await of(check, back)
  const json = { usernames: ['@Botam.kz', 'https://www.instagram.com/botam.kz/'] }
  const set = await send('PUT', `/api/relations/${check}/expected`, { json })

  expect(before).toEqual(['botam.kz', 'stranger'])
  expect(Expected.parse(await set.json()).usernames).toEqual(['botam.kz'])
  expect([await of(check, back), await of(later, back)]).toEqual([['stranger'], ['stranger']])
  expect(await of(check, `${back}&expected=true`)).toEqual(['botam.kz', 'stranger'])
  expect(await of(check, '')).toEqual(['friend', 'botam.kz', 'stranger'])
  await send('PUT', `/api/relations/${later}/expected`, { json: { usernames: [] } })
  expect(await of(check, back)).toEqual(['botam.kz', 'stranger'])

  const unknown = await aCheck(db, null)
  expect((await send('PUT', `/api/relations/${unknown}/expected`, { json })).status).toBe(409)
  const wrong = { json: { usernames: ['no name!'] } }
  expect((await send('PUT', `/api/relations/${check}/expected`, wrong)).status).toBe(422)
})
