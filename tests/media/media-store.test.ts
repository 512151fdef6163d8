import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { advanceWorldTime, setWorldTime } from '../../src/db/world-clock.ts'
import {
  releaseOldMedia,
  deleteUnused,
  deleteUnusedMedia,
  oldUsesQuery,
  readMediaNames,
  releaseMedia,
  releaseNamedMedia,
  storeMedia,
  type OwnedMedia,
} from '../../src/media/media-store.ts'
import { expect, test } from '../fixtures/test.ts'

const DAY = 86_400_000
const { signal } = new AbortController()

/** A picture of these bytes, under that name. */
const picture = (name: string, text: string, position = 0): OwnedMedia['fetched'][number] => {
  const bytes = Buffer.from(text)
  const sha256 = createHash('sha256').update(bytes).digest()
  return { name, position, sha256, bytes, width: 10, height: 20 }
}

const store = async (db: Db, owner: string, media: Partial<OwnedMedia>): Promise<void> =>
  await db.transaction().execute(async (tx) => {
    await storeMedia(tx, owner, { known: [], fetched: [], ...media })
  })

const bytesLeft = async (db: Db): Promise<string[]> =>
  (await db.selectFrom('media').select('bytes').execute())
    .map(({ bytes }) => bytes.toString())
    .sort()

test('what two owners use is stored once, until neither uses it', async ({ db }) => {
  await store(db, 'one', { fetched: [picture('1', 'shared'), picture('2', 'own', 1)] })
  await store(db, 'other', { fetched: [picture('9', 'shared')] })
  expect(await bytesLeft(db)).toEqual(['own', 'shared'])

  await store(db, 'one', {})
  expect(await bytesLeft(db)).toEqual(['shared'])
  await store(db, 'other', {})
  expect(await bytesLeft(db)).toEqual([])
})

test('an owner may have the same bytes under two names', async ({ db }) => {
  await store(db, 'one', { fetched: [picture('1', 'same'), picture('2', 'same', 1)] })
  expect(await bytesLeft(db)).toEqual(['same'])
  expect(await readMediaNames(db, 'one')).toEqual(new Set(['1', '2']))
})

test('bytes that only get another name keep their age', async ({ db }) => {
  const storedAt = async () => (await db.selectFrom('media').select('created_at').execute())[0]
  await store(db, 'one', { fetched: [picture('avatar 1', 'face')] })
  const before = await storedAt()
  await advanceWorldTime(db, DAY)

  await store(db, 'one', { fetched: [picture('avatar 2', 'face')] })

  expect(await readMediaNames(db, 'one')).toEqual(new Set(['avatar 2']))
  expect(await storedAt()).toEqual(before)
})

test('what is known stays and takes its new place', async ({ db }) => {
  await store(db, 'one', { fetched: [picture('1', 'a'), picture('2', 'b', 1)] })

  await store(db, 'one', {
    known: [{ name: '1', position: 1 }],
    fetched: [picture('3', 'c')],
  })

  const rows = await db
    .selectFrom('media_uses')
    .select(['name', 'position'])
    .orderBy('position')
    .execute()
  expect(rows).toEqual([
    { name: '3', position: 0 },
    { name: '1', position: 1 },
  ])
  expect(await bytesLeft(db)).toEqual(['a', 'c'])
})

test('an erasure releases what its owner has, but not what others use', async ({ db }) => {
  await store(db, 'one', { fetched: [picture('1', 'shared'), picture('2', 'own', 1)] })
  await store(db, 'other', { fetched: [picture('9', 'shared')] })

  const removed = await db.transaction().execute(async (tx) => await releaseMedia(tx, ['one']))

  expect(removed).toEqual({ media_uses: 2, media: 1 })
  expect(await bytesLeft(db)).toEqual(['shared'])
  expect(await readMediaNames(db, 'other')).toEqual(new Set(['9']))
})

test('a picture that a scrape is just storing is not taken for unused', async ({ db }) => {
  const image = picture('1', 'wanted')
  const { sha256, bytes, width, height } = image
  await db.insertInto('media').values({ sha256, bytes, width, height }).execute()

  await db.transaction().execute(async (tx) => {
    await storeMedia(tx, 'one', { known: [], fetched: [image] })
    const removed = await db
      .transaction()
      .execute(async (cleaner) => await deleteUnused(cleaner, [{ sha256 }]))
    expect(removed).toBe(0)
  })

  expect(await bytesLeft(db)).toEqual(['wanted'])
})

test('a scrape waits for a removal that is under way, and then has its picture', async ({ db }) => {
  const image = picture('1', 'wanted')
  const { sha256, bytes, width, height } = image
  await db.insertInto('media').values({ sha256, bytes, width, height }).execute()

  let storing: Promise<void> | undefined
  await db.transaction().execute(async (cleaner) => {
    expect(await deleteUnused(cleaner, [{ sha256 }])).toBe(1)
    storing = store(db, 'one', { fetched: [image] })
  })
  await storing

  expect(await bytesLeft(db)).toEqual(['wanted'])
})

test('media of one kind of owner are released once they are too old; others keep them', async ({
  db,
}) => {
  await setWorldTime(db, { worldAt: Date.UTC(2026, 10, 21), realAt: Date.now(), speed: 0 })
  const [old, shared] = [picture('1', 'old'), picture('3', 'shared', 2)]
  await store(db, 'blog:one', { fetched: [old, shared] })
  await store(db, 'product:one', { fetched: [shared] })
  await advanceWorldTime(db, 20 * DAY)
  await store(db, 'blog:one', {
    known: [
      { name: '1', position: 1 },
      { name: '3', position: 2 },
    ],
    fetched: [picture('2', 'new')],
  })
  await store(db, 'gone', { fetched: [picture('4', 'orphan')] })
  await db.deleteFrom('media_uses').where('owner', '=', 'gone').execute()
  await advanceWorldTime(db, 11 * DAY)

  expect(await deleteUnusedMedia(db, signal)).toBe(1)
  expect(await bytesLeft(db)).toEqual(['new', 'old', 'shared'])
  expect(await releaseOldMedia(db, { kind: 'blog', keepMs: 30 * DAY }, signal)).toBe(2)

  expect(await bytesLeft(db)).toEqual(['new', 'shared'])
  expect(await readMediaNames(db, 'blog:one')).toEqual(new Set(['2']))
  expect(await readMediaNames(db, 'product:one')).toEqual(new Set(['3']))
  expect(await releaseOldMedia(db, { kind: 'blog', keepMs: 30 * DAY }, signal)).toBe(0)
})

test('single names are released', async ({ db }) => {
  await store(db, 'one', { fetched: [picture('1', 'a'), picture('2', 'b', 1)] })
  await store(db, 'other', { fetched: [picture('1', 'c')] })

  await db.transaction().execute(async (tx) => {
    await releaseNamedMedia(tx, [{ owner: 'one', name: '1' }])
  })

  expect(await bytesLeft(db)).toEqual(['b', 'c'])
})

test('media that are too old are found by an index', async ({ db }) => {
  await sql`
    insert into media (sha256, bytes, width, height)
    select sha256(n::text::bytea), 'x', 1, 1 from generate_series(1, 5000) n`.execute(db)
  await sql`
    insert into media_uses (owner, name, sha256, position, stored_at)
    select case n % 2 when 0 then 'blog:' else 'product:' end || n, 'a', sha256(n::text::bytea), 0,
      world_now() - n * interval '1 minute'
    from generate_series(1, 5000) n`.execute(db)
  await sql`vacuum analyze media_uses`.execute(db)
  const { rows } = await sql<{
    'QUERY PLAN': string
  }>`explain ${oldUsesQuery('blog', DAY)}`.execute(db)
  expect(rows.map((row) => row['QUERY PLAN']).join()).toContain('media_uses_kind_idx')
})

test('a signal that has aborted leaves old media for the next time', async ({ db }) => {
  await store(db, 'blog:one', { fetched: [picture('1', 'old')] })
  await db
    .updateTable('media_uses')
    .set({ stored_at: new Date(0) })
    .execute()
  const old = { kind: 'blog', keepMs: DAY }
  expect(await releaseOldMedia(db, old, AbortSignal.abort())).toBe(0)
  expect(await bytesLeft(db)).toEqual(['old'])
})
