import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { connectBrand } from '../../../sim/own-media/connect-brands.ts'
import { expect, test } from '../../fixtures/test.ts'
import { HOUR } from '../gramd-world.ts'
import { aPicture, startOfficialWorld } from './official-world.ts'

/** A post on one connected account whose owner authorizes it again later. */
async function begun(db: Db) {
  const world = await startOfficialWorld(db)
  const [file] = await world.media(await aPicture('teal'))
  const id = await world.draft({ caption: 'Once', media: [file], accounts: world.accounts })
  expect((await world.send('POST', `/api/posts/${id}/publish`)).status).toBe(202)
  const { connections } = world.services
  if (!connections) throw new Error('no app of Meta is configured')
  const authorizeAgain = async (): Promise<void> => {
    await connectBrand(connections, world.standIn, { person: 'brand-1', login: 'facebook' })
  }
  return { world, id, authorizeAgain }
}

// Meta's subcodes of a token that is refused (facts: graph.md, 1.7).
const SUBCODES = [
  [undefined, 'auth_error', 'token_invalid'],
  [458, 'revoked', 'app_removed'],
  [459, 'auth_error', 'checkpoint'],
  [460, 'auth_error', 'password_changed'],
  [463, 'auth_error', 'token_expired'],
  [464, 'auth_error', 'account_unconfirmed'],
  [467, 'auth_error', 'token_invalid'],
  [492, 'auth_error', 'role_lost'],
] as const

test.for(
  SUBCODES.flatMap((row) =>
    (['media', 'media_publish'] as const).map((at) => [...row, at] as const),
  ),
)(
  'a token that is refused with 190/%s makes its connection %s (%s), and its post waits for the owner: %s',
  async ([subcode, state, reason, at], { db }) => {
    const { world, id, authorizeAgain } = await begun(db)
    world.standIn.control.addFault({ kind: 'error', path: `/${at}$`, code: 190, subcode })
    await world.publishAll(HOUR)

    const { rows } = await sql`select state, state_reason from connections`.execute(db)
    expect(rows).toEqual([{ state, state_reason: reason }])
    const [execution] = await world.executions(id)
    expect(['waiting', 'posting']).toContain(execution?.status)
    expect(execution?.waits_for).toContain('authorized again')
    expect(world.published()).toEqual([])

    await authorizeAgain()
    await world.publishAll(30 * HOUR)
    expect(await world.executions(id)).toMatchObject([{ status: 'success', error: null }])
    expect(world.published()).toHaveLength(1)
    expect(world.standIn.control.violations()).toEqual([])
  },
)
