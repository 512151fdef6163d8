import { sql } from 'kysely'
import { disconnect } from '../../../src/connections/disconnect.ts'
import type { Db } from '../../../src/db/handles.ts'
import { expect, test } from '../../fixtures/test.ts'
import { HOUR } from '../gramd-world.ts'
import { aPicture, startOfficialWorld, type OfficialWorld } from './official-world.ts'
import { Post } from './posts-world.ts'

async function begin(world: OfficialWorld): Promise<string> {
  const media = await world.media(await aPicture('teal'))
  const id = await world.draft({ caption: 'Autumn', media, accounts: world.accounts })
  expect((await world.send('POST', `/api/posts/${id}/publish`)).status).toBe(202)
  return id
}

async function remove(db: Db, { services }: OfficialWorld, keepData: boolean): Promise<void> {
  const { rows } = await sql<{ id: string }>`select id from connections`.execute(db)
  const onRemoved = async (
    tx: Parameters<typeof services.announce>[0],
    event: { connectionId: string; keepData: boolean },
  ) => await services.announce(tx, 'connection.removed', event)
  const { signal } = new AbortController()
  for (const { id } of rows)
    await disconnect(null, { db, onRemoved }, { id, owner: null, keepData, signal })
}

const kinds = async (db: Db): Promise<string[]> => {
  const { rows } = await sql<{
    kind: string
  }>`select kind from notifications order by kind`.execute(db)
  return rows.map(({ kind }) => kind)
}

test.for([true, false])(
  'what was not sent when its connection is removed fails, and its author is told (keep data: %s)',
  async (keepData, { db }) => {
    const world = await startOfficialWorld(db)
    const id = await begin(world)
    await world.publishDue()
    expect(await world.executions(id)).toMatchObject([{ status: 'posting' }])

    await remove(db, world, keepData)

    expect(await world.executions(id)).toMatchObject([
      { status: 'failed', error: { message: 'the account is not connected any more' } },
    ])
    expect(await world.get(`/api/posts/${id}`, Post)).toMatchObject({ status: 'failed' })
    expect(await kinds(db)).toContain('post_ended')
    await world.publishAll(48 * HOUR)
    expect(await world.executions(id)).toMatchObject([{ status: 'failed' }])
    expect(world.published()).toEqual([])
  },
)

test.for([true, false])(
  'what was sent when its connection is removed is a person’s to look for (keep data: %s)',
  async (keepData, { db }) => {
    const world = await startOfficialWorld(db)
    world.standIn.control.set({ pollsUntilReady: 0 })
    world.standIn.control.addFault({ kind: 'drop_after_commit', path: 'media_publish$' })
    world.standIn.control.addPublishFault({
      kind: 'late',
      username: world.usernames[0] ?? '',
      seconds: 600,
    })
    const id = await begin(world)
    await world.publishDue()
    expect(await world.executions(id)).toMatchObject([{ status: 'posting' }])

    await remove(db, world, keepData)

    expect(await world.executions(id)).toMatchObject([
      { status: 'unknown', error: { class: 'unknown_outcome' } },
    ])
    expect((await world.get(`/api/posts/${id}`, Post)).status).not.toBe('posting')
    expect(await kinds(db)).toContain('publication_unknown')
    // Nobody can look for it: what the person says of it counts.
    const [execution] = await world.executions(id)
    const said = await world.send('POST', `/api/posts/${id}/executions/${execution?.id}/resolve`, {
      permalink: null,
    })
    expect(said.status).toBe(204)
    await world.publishAll(26 * HOUR)
    expect(await world.executions(id)).toMatchObject([
      { status: 'failed', error: { class: 'needs_person' } },
    ])
    await world.advance(HOUR)
    expect(world.published()).toHaveLength(1)
  },
)

test('what is there when its connection is removed is not looked at again', async ({ db }) => {
  const world = await startOfficialWorld(db)
  const id = await begin(world)
  await world.publishAll()
  await sql`update executions set step = 'read_back'`.execute(db)

  await remove(db, world, true)

  expect(await world.executions(id)).toMatchObject([
    { status: 'success', warnings: ['not_checked'], error: null },
  ])
})
