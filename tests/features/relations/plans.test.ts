import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { CHANGES } from '../../../src/features/relations/change-view.ts'
import type { MemberFilter } from '../../../src/features/relations/member-view.ts'
import { changesQuery } from '../../../src/features/relations/store/diff.ts'
import {
  findNamed,
  manyAlikeQuery,
  namedQuery,
} from '../../../src/features/relations/store/find-named.ts'
import { indexOrderScan } from '../../../src/features/relations/store/index-order-scan.ts'
import { getLists, type CheckLists } from '../../../src/features/relations/store/member-answers.ts'
import { memberPages } from '../../../src/features/relations/operations/members.ts'
import { listMembers, membersQuery } from '../../../src/features/relations/store/member-list.ts'
import { expect, testOnCopiesOf } from '../../fixtures/test.ts'
import { aCheck, fillList } from './a-check.ts'

const FOLLOWERS = 20_000

const test = testOnCopiesOf(async (db) => {
  await sql`alter table relation_members set (autovacuum_enabled = off)`.execute(db)
  for (const first of [1, 101]) {
    const id = await aCheck(db, { followers: {}, following: {} })
    await fillList(db, id, 'followers', [first, FOLLOWERS])
    await fillList(db, id, 'following', [FOLLOWERS - 4_999, FOLLOWERS + 1_000])
  }
})

async function explain(
  db: Db,
  query: RawBuilder<unknown>,
  options: { sideBySide?: boolean },
): Promise<string> {
  const rows = await indexOrderScan(db, sql<{ 'QUERY PLAN': string }>`explain ${query}`, options)
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

const checksIn = async (db: Db): Promise<string[]> =>
  (await db.selectFrom('relation_checks').select('id').orderBy('id').execute()).map(({ id }) => id)

const FILTERS: readonly MemberFilter[] = [
  {},
  { kind: 'followers' },
  { kind: 'following' },
  { relation: 'mutual' },
  { relation: 'fan' },
  { relation: 'not_following_back' },
  { verified: true },
  { q: { text: 'user.999', isBeginning: true } },
  { q: { text: '999', isBeginning: false } },
]

/** With what statistics know of a list when it has just been read, and later. */
const STATISTICS = [
  ['before anybody has looked at them', false],
  ['once they are analyzed', true],
] as const

for (const [when, analyzed] of STATISTICS) {
  test(`pages of members and changes are read along the key, ${when}`, async ({ db }) => {
    if (analyzed) await sql`vacuum analyze relation_members`.execute(db)
    const [earlier = '', id = ''] = await checksIn(db)
    const lists = await getLists(db, id)
    const page = { limit: 51, after: '5' }
    const { followers: older } = await getLists(db, earlier)
    const { followers: newer } = lists
    if (!older || !newer) throw new Error('there are followers')
    const compared = { older, newer }
    for (const filter of FILTERS) {
      for (const ids of [undefined, ['1', '2', '3']]) {
        const plan = await explain(db, membersQuery(lists, filter, { ...page, ids }) ?? sql``, {})
        expect(plan, plan).not.toMatch(/Seq Scan|Hash|Sort \(|Sort  \(|Materialize|Merge Join/)
      }
    }
    const names = await explain(db, namedQuery(id, 'user.1'), {})
    expect(names, names).toMatch(/relation_members_username_idx/)
    expect(names, names).not.toMatch(/Seq Scan|Sort|Filter/)
    const alike = await explain(db, manyAlikeQuery('user.1', 1_000), {})
    expect(alike, alike).toMatch(/Index Only Scan using relation_members_username_idx/)
    for (const change of CHANGES) {
      const query = changesQuery(compared, [change], page)
      const plan = await explain(db, query, { sideBySide: true })
      expect(plan, plan).toMatch(/Merge (Anti )?Join/)
      expect(plan, plan).not.toMatch(/Seq Scan|Hash|Sort \(|Sort  \(|Nested Loop/)
    }
  })
}

test('names in a long list are looked up when few have them, and found alike', async ({ db }) => {
  const [, id = ''] = await checksIn(db)
  const short = await getLists(db, id)
  const long: CheckLists = {}
  for (const list of Object.values(short)) long[list.kind] = { ...list, collected: 1_000_000 }

  expect(await findNamed(db, short, 'user.1999')).toBeUndefined()
  expect(await findNamed(db, long, 'user.')).toBeUndefined()
  // Once by each list: user.1999 follows, and user.19990 to 19999 are followed as well.
  expect(await findNamed(db, long, 'user.1999')).toHaveLength(21)
  for (const text of ['user.1999', 'user.20123', 'user.1', 'nobody', 'user.2099']) {
    const filter = { q: { text, isBeginning: true } }
    const walked = await listMembers(db, short, filter, { limit: 100 })
    expect(walked.every(({ username }) => username.startsWith(text))).toBe(true)
    expect(await listMembers(db, long, filter, { limit: 100 })).toEqual(walked)
    const [, second] = walked
    const rest = { limit: 100, after: second?.platform_id }
    expect(await listMembers(db, long, filter, rest)).toEqual(
      await listMembers(db, short, filter, rest),
    )
  }
})

test('names that many have in other checks are not looked for among all of theirs', async ({
  db,
}) => {
  const id = await aCheck(db, { followers: { members: [{ id: '1', username: 'user.2' }] } })
  const { followers } = await getLists(db, id)
  if (!followers) throw new Error('there are followers')
  const long: CheckLists = { followers: { ...followers, collected: 1_000_000 } }
  const inAll = await sql<{ count: number }>`
    select count(*)::int as count from relation_members where starts_with(username, 'user.2')`.execute(
    db,
  )
  const count = inAll.rows[0]?.count ?? 0
  expect(count).toBeGreaterThan(3_000)

  expect(await findNamed(db, long, 'user.2', count)).toEqual(['1'])
  expect(await findNamed(db, long, 'user.2', count - 1)).toBeUndefined()
  expect(await findNamed(db, long, 'user.20001', count - 1)).toEqual([])
  // Walking the list then finds whoever it is.
  const filter = { q: { text: 'user.2', isBeginning: true } }
  expect(await listMembers(db, long, filter, { limit: 5 })).toHaveLength(1)
})

test('an export has each member once, however many there are', async ({ db }) => {
  const [, id = ''] = await checksIn(db)
  const ids = new Set<string>()
  let [rows, largest] = [0, 0]
  for await (const page of memberPages(db, await getLists(db, id), {})) {
    largest = Math.max(largest, page.length)
    rows += page.length
    for (const { platform_id } of page) ids.add(platform_id)
  }

  expect([rows, ids.size]).toEqual([FOLLOWERS - 100 + 1_000, FOLLOWERS - 100 + 1_000])
  expect(largest).toBe(1_000)
})

test('nobody is looked for where no list can tell', async ({ db }) => {
  const [, id = ''] = await checksIn(db)
  const lists = await getLists(db, id)
  expect(membersQuery(lists, { relation: 'unknown' }, { limit: 5 })).toBeUndefined()
  expect(membersQuery(lists, { relation: 'fan', kind: 'following' }, { limit: 5 })).toBeUndefined()
})
