import { sql } from 'kysely'
import { createBackground } from '../../../src/base/background.ts'
import { createList, listLists } from '../../../src/features/lists/store/lists.ts'
import { addMembers } from '../../../src/features/lists/store/members.ts'
import { countProgress } from '../../../src/features/lists/store/progress.ts'
import type { Db } from '../../../src/db/handles.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aLog } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'

const MINUTE = 60_000

async function twoLists(db: Db) {
  const fields = { description: null, is_campaign: false, ends_at: null }
  const [empty, full] = [
    await createList(db, { name: 'empty', ...fields }),
    await createList(db, { name: 'full', ...fields }),
  ]
  const [cook, mama, baker] = [
    await aBlog(db, 'cook'),
    await aBlog(db, 'mama'),
    await aBlog(db, 'baker'),
  ]
  await addMembers(db, full.id, { blogs: [cook, mama, baker] })
  await sql`
    update list_members set status = 'agreed', price = 300000, currency = 'KZT', due_on = world_now()::date + 3
    where list_id = ${full.id}::uuid and blog_id = ${cook}::uuid`.execute(db)
  await sql`
    update list_members set status = 'contacted', price = 100, currency = 'USD', due_on = world_now()::date - 1
    where list_id = ${full.id}::uuid and blog_id = ${mama}::uuid`.execute(db)
  await sql`
    update list_members set status = 'published', price = 50, currency = 'USD', due_on = world_now()::date - 9
    where list_id = ${full.id}::uuid and blog_id = ${baker}::uuid`.execute(db)
  return { empty, full }
}

test('lists have states, money by currency, and the dates that come and have passed', async ({
  db,
}) => {
  const { empty, full } = await twoLists(db)
  const background = createBackground(aLog().log)
  const found = await countProgress({ db, background }, await listLists(db, { limit: 10 }))

  expect(found.get(empty.id)).toMatchObject({ money: [], next_due_on: null, overdue: 0 })
  expect(found.get(full.id)).toMatchObject({
    by_member_status: { candidate: 0, contacted: 1, agreed: 1, published: 1, rejected: 0 },
    money: [
      { currency: 'KZT', total: '300000', agreed: '300000' },
      { currency: 'USD', total: '150', agreed: '50' },
    ],
    next_due_on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    overdue: 1,
    counted_at: null,
  })
})

test('all lists are counted by one statement, large ones once a minute behind the answer', async ({
  db: real,
}) => {
  const { full } = await twoLists(real)
  const background = createBackground(aLog().log)
  let counted = 0
  const db = {
    getExecutor() {
      counted += 1
      return real.getExecutor()
    },
  } as unknown as Db
  const lists = await listLists(real, { limit: 10 })
  const at = async (now: number, many: number) => {
    const found = await countProgress({ db, background }, lists, { many, now })
    return found.get(full.id)?.by_member_status
  }

  await at(0, 10)
  expect(counted).toBe(1)
  expect(await at(0, 0)).toMatchObject({ agreed: 1 })
  expect(counted).toBe(3)
  await sql`update list_members set status = 'published' where list_id = ${full.id}::uuid`.execute(
    real,
  )
  expect(await at(MINUTE - 1, 0)).toMatchObject({ agreed: 1 })
  expect(await at(MINUTE + 1, 0)).toMatchObject({ agreed: 1 })
  await background.close()
  expect(await at(MINUTE + 2, 0)).toMatchObject({ agreed: 0, published: 3 })
})

test('many small lists are counted at once only up to the same number of members in all', async ({
  db,
}) => {
  const { full } = await twoLists(db)
  const fields = { description: null, is_campaign: false, ends_at: null }
  const other = await createList(db, { name: 'other', ...fields })
  await addMembers(db, other.id, { blogs: [await aBlog(db, 'florist')] })
  const background = createBackground(aLog().log)
  const lists = await listLists(db, { limit: 10 })

  const both = await countProgress({ db, background }, lists, { many: 4, now: 0 })
  expect([both.get(other.id)?.counted_at, both.get(full.id)?.counted_at]).toEqual([null, null])
  const first = await countProgress({ db, background }, lists, { many: 3, now: 0 })
  expect(first.get(other.id)?.counted_at).toBeNull()
  expect(first.get(full.id)?.counted_at).not.toBeNull()
})
