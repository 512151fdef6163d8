import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { blogOperations } from '../../../src/features/blogs/operations/blogs.ts'
import { describeErasure } from '../../../src/features/erase/store/describe.ts'
import { operations } from '../../../src/features/persons/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { scraping } from '../../../src/features/scrape/feature.ts'
import { settleIdentity } from '../../../src/features/scrape/store/blogs/identity.ts'
import { joinPersons, partBlog } from '../../../src/features/scrape/store/blogs/persons.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi, aToken, problemIn, type TestApi } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { executeFor } from '../erase/erasures-of.ts'

const api = (db: Db): TestApi =>
  anApi(db, [mountOperations({ db }, operations), mountOperations({ db }, blogOperations)])

const Person = z.looseObject({
  id: z.uuid(),
  full_name: z.string().nullable(),
  blogs: z.array(z.looseObject({ username: z.string() })),
})

async function personIn(response: Response) {
  expect(response.status).toBe(200)
  const { id, full_name, blogs } = Person.parse(await response.json())
  return { id, name: full_name, blogs: blogs.map(({ username }) => username) }
}

const post = async ({ send }: TestApi, action: 'join' | 'part', json: object) =>
  await send('POST', `/api/persons/${action}`, { json })

const join = async (api: TestApi, ...blogs: string[]) =>
  await personIn(await post(api, 'join', { blogs }))
const part = async (api: TestApi, blog: string) => await personIn(await post(api, 'part', { blog }))
const show = async ({ send }: TestApi, named: string) =>
  await personIn(await send('GET', `/api/persons/${named}`))

/** A blog whose person has its name, as after a scrape. */
async function named(db: Db, username: string, name: string, followers = 1): Promise<string> {
  const id = await aBlog(db, username, { full_name: name, follower_count: followers })
  await db
    .updateTable('persons')
    .set({ full_name: name })
    .where('id', '=', await personOf(db, id))
    .execute()
  return id
}

async function personOf(db: Db, blogId: string): Promise<string> {
  const { person_id } = await db
    .selectFrom('blogs')
    .select('person_id')
    .where('id', '=', blogId)
    .executeTakeFirstOrThrow()
  return person_id
}

const persons = async (db: Db): Promise<number> =>
  (await db.selectFrom('persons').select('id').execute()).length

describe('a person', () => {
  test('is joined of two profiles, shown with both, and parted again', async ({ db }) => {
    const a = await named(db, 'aigerim', 'Aigerim', 500)
    await named(db, 'aigerim.cooks', 'Aigerim cooks', 900)
    const { send } = api(db)

    const joined = await join(api(db), 'aigerim', 'https://www.instagram.com/aigerim.cooks/')

    expect(joined).toEqual({
      id: await personOf(db, a),
      name: 'Aigerim',
      blogs: ['aigerim.cooks', 'aigerim'],
    })
    expect(await persons(db)).toBe(1)
    for (const asked of [joined.id, joined.id.toUpperCase(), a, 'aigerim.cooks', '@Aigerim'])
      expect(await show(api(db), asked)).toEqual(joined)
    expect(await (await send('GET', '/api/blogs/aigerim')).json()).toMatchObject({
      person_id: joined.id,
      other_blogs: [{ username: 'aigerim.cooks', follower_count: 900, platform: 'instagram' }],
    })

    const parted = await part(api(db), 'aigerim')

    expect(parted).toMatchObject({ name: 'Aigerim', blogs: ['aigerim'] })
    expect(await show(api(db), 'aigerim.cooks')).toEqual({
      id: joined.id,
      name: 'Aigerim cooks',
      blogs: ['aigerim.cooks'],
    })
    expect(await (await send('GET', '/api/blogs/aigerim')).json()).toMatchObject({
      other_blogs: [],
    })
    expect(await persons(db)).toBe(2)
  })

  test('stays as it is when it is joined or parted again', async ({ db }) => {
    await named(db, 'a', 'A')
    await named(db, 'b', 'B')

    const joined = await join(api(db), 'a', 'b')
    expect(await join(api(db), 'b', 'a')).toEqual(joined)
    expect(await join(api(db), 'a', 'a')).toEqual(joined)
    const parted = await part(api(db), 'b')
    expect(await part(api(db), 'b')).toEqual(parted)
    expect(await persons(db)).toBe(2)
  })

  test('brings along the profiles that were joined before', async ({ db }) => {
    for (const name of ['a', 'b', 'c', 'd', 'stranger']) await aBlog(db, name)
    await join(api(db), 'a', 'b')
    await join(api(db), 'c', 'd')

    const { blogs } = await join(api(db), 'd', 'b')

    expect(blogs.toSorted()).toEqual(['a', 'b', 'c', 'd'])
    expect((await show(api(db), 'stranger')).blogs).toEqual(['stranger'])
  })

  test('takes a name from whom it is joined with if it has none', async ({ db }) => {
    await aBlog(db, 'nameless')
    await named(db, 'named', 'Dana')

    expect(await join(api(db), 'nameless', 'named')).toMatchObject({ name: 'Dana' })
  })

  test('has fifty profiles at most', async ({ db }) => {
    const names = Array.from({ length: 51 }, (_, place) => `profile_${place}`)
    for (const name of names) await aBlog(db, name)
    await join(api(db), ...names.slice(0, 50))

    const refused = await problemIn(
      await post(api(db), 'join', { blogs: ['profile_50', 'profile_0'] }),
    )

    expect(refused).toMatchObject({ status: 409, errors: [{ field: 'blogs' }] })
    expect((await show(api(db), 'profile_50')).blogs).toEqual(['profile_50'])
  })

  test('keeps the other profiles when one is erased, under the name of one of them', async ({
    db,
  }) => {
    const gone = await named(db, 'a', 'Private Name')
    await named(db, 'b', 'B')
    await join(api(db), 'a', 'b')

    expect(await describeErasure(db, gone)).toContain('would stay: @b')
    await executeFor(db, [scraping], { usernames: ['a'], blogIds: [gone] })

    expect(await show(api(db), 'b')).toMatchObject({ name: 'B', blogs: ['b'] })
    expect((await api(db).send('GET', '/api/persons/a')).status).toBe(404)
  })

  test('stays joined when a profile turns out to be one that was known by another name', async ({
    db,
  }) => {
    await aBlog(db, 'other')
    const from = await aBlog(db, 'new.name')
    const into = await aBlog(db, 'old.name', { platform_id: '77' })
    await join(api(db), 'new.name', 'other')

    await db.transaction().execute(async (tx) => {
      const blog = await tx
        .selectFrom('blogs')
        .selectAll()
        .where('id', '=', from)
        .executeTakeFirstOrThrow()
      const settled = await settleIdentity(tx, blog, { platformId: '77', username: 'new.name' }, [])
      expect(settled).toBe(into)
    })

    expect((await show(api(db), 'other')).blogs.toSorted()).toEqual(['old.name', 'other'])
    expect(await persons(db)).toBe(1)
  })

  test('is joined and parted by many at once, and nobody is lost', async ({ db }) => {
    const ids = await Promise.all(['a', 'b', 'c', 'd'].map(async (name) => await aBlog(db, name)))
    const [a = '', b = '', c = '', d = ''] = ids
    const inTx = async (work: (tx: Parameters<typeof partBlog>[0]) => Promise<unknown>) =>
      await db.transaction().execute(async (tx) => void (await work(tx)))

    await Promise.all([
      inTx(async (tx) => await joinPersons(tx, [a, b])),
      inTx(async (tx) => await joinPersons(tx, [b, c])),
      inTx(async (tx) => await partBlog(tx, b)),
      inTx(async (tx) => await joinPersons(tx, [d, a])),
      inTx(async (tx) => await partBlog(tx, a)),
    ])

    const owners = new Set(await Promise.all(ids.map(async (id) => await personOf(db, id))))
    expect(await persons(db)).toBe(owners.size)
  })
})

describe('what names no person', () => {
  test.for([
    ['join', { blogs: ['a', 'nobody'] }, 'blogs.1'],
    ['join', { blogs: ['a'] }, 'blogs'],
    ['join', { blogs: ['a', 'https://www.instagram.com/p/abc/'] }, 'blogs.1'],
    ['join', { blogs: Array.from({ length: 51 }, () => 'a') }, 'blogs'],
    ['join', { blogs: ['a', "'; drop table persons; --"] }, 'blogs.1'],
    ['join', { blogs: 'a,b' }, 'blogs'],
    ['join', { blogs: ['a', 'a'], force: true }, 'force'],
    ['part', { blog: 'nobody' }, 'blog'],
    ['part', { blog: '0198c1a5-0000-7000-8000-000000000000' }, 'blog'],
    ['part', {}, 'blog'],
  ] as const)('%s of %j is refused for %s', async ([action, json, field], { db }) => {
    await aBlog(db, 'a')

    const problem = await problemIn(await post(api(db), action, json))

    expect(problem).toMatchObject({ status: 422, errors: [{ field }] })
    expect(await persons(db)).toBe(1)
  })

  test('is not found', async ({ db }) => {
    const { send } = api(db)
    for (const named of ['nobody', '0198c1a5-0000-7000-8000-000000000000'])
      expect((await send('GET', `/api/persons/${named}`)).status).toBe(404)
    expect((await send('GET', '/api/persons/%23hashtag')).status).toBe(422)
  })

  test('is joined by nobody who may only read', async ({ db }) => {
    const token = await aToken(db, ['creators:read'], 'reader')
    const response = await api(db).send('POST', '/api/persons/join', {
      json: { blogs: ['a', 'b'] },
      token,
    })
    expect(response.status).toBe(403)
  })
})
