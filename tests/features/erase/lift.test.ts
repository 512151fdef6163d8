import type { Db } from '../../../src/db/handles.ts'
import type { CreatorAddress } from '../../../src/features/erasures.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { startGramdWorld, type GramdWorld } from '../gramd-world.ts'
import { blogRow, firstRich, request, type Creator } from '../scrape/scrape-world.ts'
import { erasuresOf } from './erasures-of.ts'

const ONE = { platformIds: ['11'], usernames: ['one.name'] }
const TWO = { platformIds: ['22'], usernames: ['two.name'] }

/** Keeps out two creators, each by id and name. */
async function twoErased(db: Db) {
  const erasures = erasuresOf(db)
  for (const { platformIds, usernames } of [ONE, TWO]) {
    const [platform_id = '', username = ''] = [...platformIds, ...usernames]
    await erasures.erase({ blogId: await aBlog(db, username, { platform_id }) })
  }
  const meet = async (platformIds: string[], usernames: string[]): Promise<void> =>
    await db
      .transaction()
      .execute(async (tx) => await erasures.eraseAgain(tx, { blogIds: [], platformIds, usernames }))
  const keptOut = async (platformIds: string[], usernames: string[]): Promise<string[]> => {
    const found = await erasures.erasedAmong(db, { platformIds, usernames })
    return [...found.platformIds, ...found.usernames]
  }
  return { erasures, meet, keptOut }
}

/** A creator that was scraped and then erased. */
async function erasedOnce(db: Db, world: GramdWorld): Promise<Creator> {
  const creator = firstRich(world)
  const blogId = await aBlog(db, creator.username, { platform_id: creator.pk })
  await world.services.erasures.erase({ blogId })
  return creator
}

describe('a creator whose erasure is lifted', () => {
  test.for<(creator: Creator) => Exclude<CreatorAddress, { blogId: string }>>([
    ({ username }) => ({ username }),
    ({ pk }) => ({ platformId: pk }),
  ])('is made anew by the next scrape, whether by name or by id (%#)', async (by, { db }) => {
    const world = await startGramdWorld(db)
    const creator = await erasedOnce(db, world)

    expect(await world.services.erasures.lift(by(creator))).toBe(true)

    const { blogId } = await request(db, world, creator.username)
    const task = await world.runNext('full_scrape')
    expect(task).toMatchObject({ status: 'done', result: { outcome: 'scraped' } })
    expect(await blogRow(db, blogId)).toMatchObject({
      username: creator.username,
      platform_id: creator.pk,
    })
    expect(await db.selectFrom('erased_creators').selectAll().execute()).toEqual([])
  })

  test('comes back also after a scrape has met it under a new name, by any of its names', async ({
    db,
  }) => {
    const { erasures, meet, keptOut } = await twoErased(db)
    await meet(['11'], ['new.name'])

    expect(await erasures.lift({ username: 'new.name' })).toBe(true)

    expect(await keptOut(['11', '22'], ['one.name', 'new.name', 'two.name'])).toEqual([
      '22',
      'two.name',
    ])
  })

  test('leaves another one out whose erased name it had taken', async ({ db }) => {
    const { erasures, meet, keptOut } = await twoErased(db)
    await meet(['11'], ['two.name', 'new.name'])

    expect(await erasures.lift({ username: 'new.name' })).toBe(true)

    expect(await keptOut(['11', '22'], ['one.name', 'two.name', 'new.name'])).toEqual([
      '22',
      'two.name',
    ])
  })

  test('comes back with a name that was erased apart, once a scrape has seen both on it', async ({
    db,
  }) => {
    const { erasures, meet, keptOut } = await twoErased(db)
    await erasures.erase({ username: 'apart' })
    await meet(['11'], ['apart'])

    expect(await erasures.lift({ username: 'apart' })).toBe(true)

    expect(await keptOut(['11', '22'], ['one.name', 'apart'])).toEqual(['22'])
  })

  test('takes with it who was kept out only for having its name', async ({ db }) => {
    const { erasures, meet, keptOut } = await twoErased(db)
    await meet(['33'], ['two.name'])

    expect(await erasures.lift({ username: 'two.name' })).toBe(true)

    expect(await keptOut(['11', '22', '33'], ['two.name'])).toEqual(['11'])
  })

  test('is not kept out again by a scrape that had met it before', async ({ db }) => {
    const { erasures, meet, keptOut } = await twoErased(db)
    await erasures.lift({ username: 'one.name' })

    await expect(meet(['11'], ['new.name'])).rejects.toThrow('lifted meanwhile')

    expect(await keptOut(['11'], ['one.name', 'new.name'])).toEqual([])
  })
})
