import { describe, expect, test } from '../../fixtures/test.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { AppError } from '../../../src/base/errors.ts'
import { ConnectionWaitsError } from '../../../src/connections/errors.ts'
import { mayCall } from '../../../src/connections/usage-now.ts'
import { Connected, startConnectionWorld, type ConnectionWorld } from './kit.ts'

const MINUTE = 60_000

type Usage = { account: string; login: 'facebook' } | { app: 'facebook' }
const ACCOUNT: Usage = { account: 'qahwa.co', login: 'facebook' }

async function connectedWorld(db: Db): Promise<{ world: ConnectionWorld; id: string }> {
  const world = await startConnectionWorld(db)
  const answer = await world.connect({ as: 'brand' })
  return { world, id: Connected.parse(await answer.json()).accountId }
}

/** Reads the newest posts; gives what it met instead. */
async function look(
  { services }: ConnectionWorld,
  connectionId: string,
  isUrgent = false,
): Promise<ConnectionWaitsError | null> {
  const { ownMediaReader: reader } = services
  if (!reader) throw new Error('no reader')
  const call = { connectionId, isUrgent, signal: new AbortController().signal }
  try {
    await reader.listMedia(call, { after: null, limit: 5 })
    return null
  } catch (error) {
    if (error instanceof ConnectionWaitsError) return error
    throw error
  }
}

function minutesUntil({ services: { clock } }: ConnectionWorld, error: AppError | null): number {
  if (!error || !('until' in error.disposition)) throw new Error('it waits for nothing')
  return Math.round((error.disposition.until.getTime() - clock.now().getTime()) / MINUTE)
}

describe("Meta's limits", () => {
  test.for([
    ['of the account', ACCOUNT, 30],
    // Meta tells no time for it.
    ['of the app', { app: 'facebook' }, 60],
  ] as const)(
    '%s: spaced from 60 %%, urgent calls above 75 %%, none at 90 %%',
    async ([, of, minutes], { db }) => {
      const { world, id } = await connectedWorld(db)
      const { control } = world.sim
      const set = async (percent: number): Promise<void> => {
        control.setUsage(of, percent, 30)
        // The next answer tells it.
        await look(world, id, true)
      }
      await set(50)
      const began = world.services.clock.now().getTime()
      await look(world, id)
      expect(world.services.clock.now().getTime()).toBe(began)

      await set(70)
      await look(world, id)
      const spaced = world.services.clock.now().getTime()
      await look(world, id)
      expect(world.services.clock.now().getTime() - spaced).toBeGreaterThan(10_000)

      await set(80)
      expect(await look(world, id)).toBeInstanceOf(ConnectionWaitsError)
      expect(await look(world, id, true)).toBeNull()

      await set(92)
      const calls = control.requests().length
      const refused = await look(world, id, true)
      expect(refused?.message).toContain('92 %')
      expect(control.requests()).toHaveLength(calls)
      // Meta names no time below 100 %: an hour.
      expect(minutesUntil(world, refused)).toBe(60)
      control.clearUsage()
      await world.advance(60 * MINUTE)
      expect(await look(world, id)).toBeNull()

      control.setUsage(of, 100, 30)
      await expect(look(world, id)).rejects.toMatchObject({ kind: 'throttled' })
      expect(minutesUntil(world, await look(world, id, true))).toBe(minutes)
      control.clearUsage()
      await world.advance(minutes * MINUTE)
      expect(await look(world, id)).toBeNull()
      expect(control.violations()).toEqual([])
    },
  )

  test('of an app of Instagram Login stop calls, too: its header has names of its own', async ({
    db,
  }) => {
    const world = await startConnectionWorld(db)
    const answer = await world.connect({ as: 'creator' }, { query: { login: 'instagram' } })
    const id = Connected.parse(await answer.json()).accountId
    const { control } = world.sim
    control.setUsage({ app: 'instagram' }, 97, 30)
    expect(await look(world, id, true)).toBeNull()
    const calls = control.requests().length
    expect((await look(world, id, true))?.message).toContain('97 %')
    expect(control.requests()).toHaveLength(calls)
    expect(control.violations()).toEqual([])
  })

  test('a refusal for too many calls blocks its scope for as long as Meta says, in all processes', async ({
    db,
  }) => {
    const { world, id } = await connectedWorld(db)
    const { control } = world.sim
    control.addFault({ path: '/media', kind: 'error', code: 80002, status: 400 })
    await expect(look(world, id)).rejects.toMatchObject({ kind: 'throttled' })
    const calls = control.requests().length

    expect(await look(world, id, true)).toBeInstanceOf(ConnectionWaitsError)
    expect(control.requests()).toHaveLength(calls)
    const shown = await world.api.send('GET', `/api/ig/accounts/${id}`)
    expect(await shown.json()).toMatchObject({ usage: { percent: 100, mode: 'stopped' } })
    await world.advance(61 * MINUTE)
    expect(await look(world, id)).toBeNull()
    expect(control.violations()).toEqual([])
  })

  test('news that is no news is not written by every call, so that the calls of an app do not wait for each other', async ({
    db,
  }) => {
    const { world, id } = await connectedWorld(db)
    const { control } = world.sim
    const reportedAt = async () =>
      await db
        .selectFrom('graph_usage')
        .select(['scope', 'percent', 'reported_at'])
        .orderBy('scope')
        .execute()
    control.setUsage(ACCOUNT, 20, 30)
    control.setUsage({ app: 'facebook' }, 20, 30)
    await look(world, id)
    const first = await reportedAt()
    expect(first.map(({ percent }) => percent)).toEqual([20, 20])

    await world.advance(MINUTE)
    await look(world, id)
    expect(await reportedAt()).toEqual(first)

    await world.advance(5 * MINUTE)
    await look(world, id)
    expect((await reportedAt())[0]?.reported_at.getTime()).toBeGreaterThan(
      first[0]?.reported_at.getTime() ?? 0,
    )
    // From 60 % on each answer counts.
    control.setUsage(ACCOUNT, 70, 30)
    await look(world, id)
    await world.advance(MINUTE)
    const spaced = await reportedAt()
    await look(world, id)
    expect((await reportedAt())[0]).not.toEqual(spaced[0])
  })

  test('while the app may send nothing, no task that needs it is claimed', async ({ db }) => {
    const { world, id } = await connectedWorld(db)
    const { control } = world.sim
    control.addFault({ path: '/media', kind: 'error', code: 4, status: 403 })
    await expect(look(world, id)).rejects.toMatchObject({ kind: 'throttled' })

    const { isFree, freeAt } = await mayCall(db, [world.sim.apps.facebook.id])

    expect(isFree).toBe(false)
    expect(freeAt?.getTime()).toBeGreaterThan(world.services.clock.now().getTime())
    // The other app may.
    const both = [world.sim.apps.facebook.id, world.sim.apps.instagram.id]
    expect(await mayCall(db, both)).toMatchObject({ isFree: true })
  })
})
