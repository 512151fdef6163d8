import type { Db } from '../../../src/db/handles.ts'
import { operations as importing } from '../../../src/features/import/operations/index.ts'
import { createList, getList, touchList } from '../../../src/features/lists/store/lists.ts'
import { changeMember, moveMembers } from '../../../src/features/lists/store/member-change.ts'
import * as members from '../../../src/features/lists/store/members.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { startGramdWorld } from '../gramd-world.ts'

type World = {
  db: Db
  /** The list, and creators of whom `cook` and `mama` are its members. */
  id: string
  cook: string
  nomad: string
}

const onMoved = async () => await Promise.resolve()

/** Calls of each writer of members as gramd makes them; `tests/architecture` finds writers elsewhere. */
const WRITERS: { [Name in keyof typeof members]: (world: World) => Promise<unknown> } = {
  addMembers: async ({ db, id, nomad }) => await members.addMembers(db, id, { blogs: [nomad] }),
  removeMembers: async ({ db, id }) => await members.removeMembers(db, id, ['cook']),
  async restoreMembers({ db, id }) {
    const { removal } = await members.removeMembers(db, id, ['cook'])
    await longAgo(db, id)
    await members.restoreMembers(db, id, removal, onMoved)
  },
  updateMember: async ({ db, id }) =>
    await changeMember(
      db,
      { list: id, creator: 'cook', check: onMoved, onMoved },
      { note: 'kind' },
    ),
  setStatus: async ({ db, id }) =>
    await moveMembers(
      db,
      id,
      { to: 'agreed', selection: { filter: {} }, isDryRun: false },
      onMoved,
    ),
  moveBetweenStatuses: async ({ db, id, cook }) =>
    await db.transaction().execute(
      async (tx) =>
        await members.moveBetweenStatuses(tx, [{ list_id: id, blog_id: cook }], {
          from: 'candidate',
          to: 'contacted',
        }),
    ),
  async putIntoLists({ db }) {
    const { services } = await startGramdWorld(db)
    const api = anApi(db, [mountOperations(services, importing)])
    const headers = { 'content-type': 'text/csv' }
    const body = 'username,list\nnomad,picks\n'
    const answer = await api.send('POST', '/api/blogs/import', { body, headers })
    expect(await answer.json()).toMatchObject({ known: 1, invalid: 0 })
  },
  async moveMemberships({ db, cook, nomad }) {
    const { services } = await startGramdWorld(db)
    await db.transaction().execute(async (tx) => {
      for (const merge of services.mergers) await merge(tx, { from: cook, into: nomad })
    })
  },
  async endMemberships({ db, cook }) {
    const { services } = await startGramdWorld(db)
    await services.erasures.erase({ blogId: cook })
  },
}

const longAgo = async (db: Db, id: string) =>
  await db
    .updateTable('lists')
    .set({ updated_at: new Date(0) })
    .where('id', '=', id)
    .execute()

async function picks(db: Db) {
  const list = { name: 'picks', description: null, is_campaign: false, ends_at: null }
  const { id } = await createList(db, list)
  const cook = await aBlog(db, 'cook')
  const nomad = await aBlog(db, 'nomad')
  await members.addMembers(db, id, { blogs: [cook, await aBlog(db, 'mama')] })
  await longAgo(db, id)
  return { db, id, cook, nomad }
}

test.for(Object.entries(WRITERS))('%s marks the list as changed', async ([, write], { db }) => {
  const world = await picks(db)
  await write(world)
  const { updated_at } = await getList(db, world.id)
  expect(updated_at.getTime()).toBeGreaterThan(0)
})

test('a merge does not wait for a list that is being changed', async ({ db }) => {
  const { id, cook, nomad } = await picks(db)
  await db.transaction().execute(async (adding) => {
    await touchList(adding, id)
    await db
      .transaction()
      .execute(async (tx) => await members.moveMemberships(tx, { from: cook, into: nomad }))
  })
  expect((await getList(db, id)).updated_at.getTime()).toBeGreaterThan(0)
})
