import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import { problemIn } from '../../http/kit.ts'
import { Connected, startConnectionWorld } from './kit.ts'

test.for(['auth_error', 'revoked'])(
  'a sync of an account in %s says that its owner has to authorize it',
  async (state, { db }) => {
    const world = await startConnectionWorld(db)
    const { accountId } = Connected.parse(await (await world.connect({ as: 'brand' })).json())
    const { rows } = await sql<{ id: string }>`
      insert into own_media (connection_id, platform_id, type, published_at)
      values (${accountId}::uuid, '1', 'IMAGE', world_now()) returning id`.execute(db)
    const paths = [`${accountId}/sync/enqueue`, `media/${rows[0]?.id}/sync`]
    const sync = async (path: string) =>
      await world.api.send('POST', `/api/ig/${path}`, path.startsWith('media') ? {} : { json: {} })
    for (const path of paths) expect((await sync(path)).status).toBe(202)
    await sql`update connections set state = ${state}, state_reason = 'token_ended'`.execute(db)

    for (const path of paths) {
      const answer = await sync(path)
      expect(answer.status).toBe(409)
      const { code, detail } = await problemIn(answer)
      expect(code).toBe('connection_needs_person')
      expect(detail).toContain('@qahwa.co has to be authorized again')
    }
  },
)
