import { discover } from '../../../src/features/discover/tasks/discover.ts'
import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { startGramdWorld } from '../gramd-world.ts'
import { countOf, discovered, TAG, usernames } from './discover-world.ts'

const anyone = { min_followers: 0, min_posts: 0 }

describe('discover, by a list', () => {
  test('makes creators of all names without any request', async ({ db }) => {
    const world = await startGramdWorld(db)
    const creators = Array.from({ length: 1_200 }, (_, n) => `creator_${n}`)
    await discovered(world, { creators: creators.slice(0, 5) })

    const { result, requests } = await discovered(world, { creators })

    expect(requests).toBe(0)
    expect(result).toMatchObject({ examined: 1_200, known: 5, created: 1_195, requests: 0 })
    expect(await usernames(db)).toEqual(creators.toSorted())
    expect(await db.selectFrom('persons').select('id').execute()).toHaveLength(1_200)
    const sources = await db.selectFrom('blogs').select('source').distinct().execute()
    expect(sources).toEqual([{ source: 'discover' }])
  })

  test('looks only at those that a filter asks about', async ({ db }) => {
    const world = await startGramdWorld(db)
    const some = Array.from({ length: 6 }, (_, index) => world.sim.world.creatorAt(index + 1))
    const payload = {
      creators: some.map(({ username }) => username),
      filters: { max_followers: 20_000, public_only: true },
    }

    const { result, profiles } = await discovered(world, payload)

    expect(profiles).toBe(6)
    const wanted = some.filter(
      ({ isPrivate, isDeleted, followerCount }) =>
        !isPrivate && !isDeleted && followerCount <= 20_000,
    )
    expect(await usernames(db)).toEqual(wanted.map(({ username }) => username).sort())
    expect(countOf(result)).toBe(6)
  })
})

describe('discover, by a place', () => {
  test('looks at the authors of its posts', async ({ db }) => {
    const world = await startGramdWorld(db)
    const [place] = world.sim.control.locations()
    const posts = world.sim.world.locationPosts(place?.id ?? '', 'recent') ?? []

    const { result, requests } = await discovered(world, {
      location: place?.id,
      tabs: ['recent'],
      filters: anyone,
    })

    const authors = new Set(posts.slice(0, 50).map(({ creator }) => creator.username))
    expect(await usernames(db)).toEqual([...authors].sort())
    expect(result).toMatchObject({ examined: authors.size, created: authors.size, requests })
  })

  test('that does not exist ends with nobody and says so', async ({ db }) => {
    const world = await startGramdWorld(db)
    const { result } = await discovered(world, { location: '1' })
    expect(result).toMatchObject({
      examined: 0,
      requests: 1,
      unread: [{ source: '1', reason: 'not_found' }],
    })
  })
})

describe('discover, by a similar creator', () => {
  test('asks once for the seed and once for those like it', async ({ db }) => {
    const world = await startGramdWorld(db)
    const seed = someoneWith(world, (similar) => similar !== null && similar.length > 0)
    const like = world.sim.world.similar(seed) ?? []

    const first = await discovered(world, {
      similar_to: seed.username,
      filters: { ...anyone, public_only: false },
    })

    expect(await usernames(db)).toEqual(like.map(({ username }) => username).sort())
    expect(first).toMatchObject({ requests: 2, result: { requests: 2, not_offered: false } })
  })

  test('knows the seed without a request when it has been scraped', async ({ db }) => {
    const world = await startGramdWorld(db)
    const seed = someoneWith(world, (similar) => similar !== null)
    const person = await db
      .insertInto('persons')
      .defaultValues()
      .returning('id')
      .executeTakeFirstOrThrow()
    await db
      .insertInto('blogs')
      .values({
        person_id: person.id,
        username: seed.username,
        platform_id: seed.pk,
        source: 'manual',
      })
      .execute()

    const { requests } = await discovered(world, {
      similar_to: seed.username,
      filters: { ...anyone, public_only: false },
    })

    expect(requests).toBe(1)
  })

  test('is done, and says so, where the platform offers nobody', async ({ db }) => {
    const world = await startGramdWorld(db)
    const seed = someoneWith(world, (similar) => similar === null)

    const { result, requests } = await discovered(world, { similar_to: seed.username })

    expect(result).toMatchObject({
      examined: 0,
      requests: 2,
      not_offered: true,
      unread: [{ source: seed.username, reason: 'not_offered' }],
    })
    expect(requests).toBe(2)
  })

  test('is done, and says so, when the seed does not exist, is private or restricted', async ({
    db,
  }) => {
    const world = await startGramdWorld(db)
    const seed = someoneWith(world, () => true)
    world.sim.control.failTarget(seed.username, { kind: 'private' })

    const missing = await discovered(world, { similar_to: 'nobody_at_all' })
    const hidden = await discovered(world, { similar_to: seed.username })

    expect(missing.result).toMatchObject({
      requests: 1,
      not_offered: false,
      unread: [{ source: 'nobody_at_all', reason: 'not_found' }],
    })
    expect(hidden.result).toMatchObject({
      requests: 1,
      unread: [{ source: seed.username, reason: 'private' }],
    })
    for (const kind of ['hidden_by_age', 'hidden_by_region'] as const) {
      world.sim.control.clearTarget(seed.username)
      world.sim.control.failTarget(seed.username, { kind })
      expect((await discovered(world, { similar_to: seed.username })).result).toMatchObject({
        requests: 1,
        unread: [{ source: seed.username, reason: 'restricted' }],
      })
    }
  })
})

describe('discover, of a target that is left alone', () => {
  const quarantine = async (db: Db, tag: string) =>
    await sql`
      insert into pool_targets (target, account_ids, quarantined_until)
      values (${`instagram:tag:${tag}`}, '{}', world_now() + interval '1 day')`.execute(db)

  test('goes on with the other hashtags', async ({ db }) => {
    const world = await startGramdWorld(db)
    await quarantine(db, 'астана')

    const { result } = await discovered(world, {
      hashtags: ['астана', TAG],
      posts: 10,
      filters: anyone,
    })

    expect(result).toMatchObject({
      requests: 1,
      unread: [{ source: 'астана', reason: 'quarantined' }],
    })
    expect(result.created).toBeGreaterThan(0)
  })

  test('fails when there is no other', async ({ db }) => {
    const world = await startGramdWorld(db)
    await quarantine(db, TAG)
    await world.services.queue.enqueue(db, discover, { hashtags: [TAG] })

    expect(await world.runNext('discover')).toMatchObject({
      status: 'failed',
      error_code: 'target_quarantined',
    })
  })
})

type World = Awaited<ReturnType<typeof startGramdWorld>>
type Creator = ReturnType<World['sim']['world']['creatorAt']>

/** The first public creator whose similar ones are so. */
function someoneWith(
  { sim: { world } }: World,
  fits: (similar: readonly Creator[] | null) => boolean,
): Creator {
  for (let index = 1; index < world.creators; index += 1) {
    const creator = world.creatorAt(index)
    if (!creator.isPrivate && !creator.isDeleted && fits(world.similar(creator))) return creator
  }
  throw new Error('there is no such creator')
}

test('a hashtag of emoji and a flag is looked through', async ({ db }) => {
  const world = await startGramdWorld(db)

  const { result, requests } = await discovered(world, { hashtags: ['#қазақстан🇰🇿'], posts: 20 })

  expect(result.unread).toEqual([])
  expect(requests).toBeGreaterThan(0)
})

test('a name that has another owner by now makes a creator of its own', async ({ db }) => {
  const world = await startGramdWorld(db)
  const [post] = world.sim.world.hashtagPosts(TAG, 'top')
  const author = post?.creator
  if (!author) throw new Error('no post')
  const person = await db
    .insertInto('persons')
    .defaultValues()
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('blogs')
    .values({
      person_id: person.id,
      username: author.username,
      platform_id: '999',
      scrape_status: 'deleted',
      source: 'manual',
    })
    .execute()

  const filters = { ...anyone, public_only: false }
  const { result } = await discovered(world, { hashtags: [TAG], posts: 1, filters })

  expect(result).toMatchObject({ examined: 1, created: 1 })
  const rows = await db
    .selectFrom('blogs')
    .select(['platform_id', 'username'])
    .orderBy('platform_id')
    .execute()
  expect(rows).toEqual(
    [
      { platform_id: author.pk, username: author.username },
      { platform_id: '999', username: '~999' },
    ].toSorted((one, other) => (one.platform_id < other.platform_id ? -1 : 1)),
  )
})
