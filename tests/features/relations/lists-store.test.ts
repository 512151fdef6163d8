import { sql } from 'kysely'
import { storeMembers } from '../../../src/features/relations/store/lists.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aCheck } from './a-check.ts'

test('the members of a page are stored with the world’s time asked for once', async ({ db }) => {
  const id = await aCheck(db, { followers: {} })
  const page = Array.from({ length: 200 }, (_, n) => ({
    platformId: String(n),
    username: `person${n}`,
    isPrivate: null,
    isVerified: null,
  }))

  const stored = await db.transaction().execute(async (tx) => {
    await sql`set local track_functions = 'all'`.execute(tx)
    const added = await storeMembers(tx, { checkId: id, kind: 'followers' }, page, 1)
    const { rows } = await sql<{ asked: number }>`
      select pg_stat_get_xact_function_calls('world_now()'::regprocedure)::int as asked`.execute(tx)
    return { added: added.length, asked: rows[0]?.asked }
  })

  expect(stored).toEqual({ added: 200, asked: 1 })
})
