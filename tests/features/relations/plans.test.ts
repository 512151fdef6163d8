import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../../../src/db/database.ts'
import { CHANGES, changesQuery } from '../../../src/features/relations/diff.ts'
import { inKeyOrder } from '../../../src/features/relations/in-key-order.ts'
import { getLists } from '../../../src/features/relations/member-answers.ts'
import { memberPages, membersAsJsonLines } from '../../../src/features/relations/member-export.ts'
import { membersQuery, type MemberFilter } from '../../../src/features/relations/member-list.ts'
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

async function explain(db: Db, query: RawBuilder<unknown>): Promise<string> {
  const rows = await inKeyOrder(db, sql<{ 'QUERY PLAN': string }>`explain ${query}`)
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
  { isVerified: true },
  { q: '999' },
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
    const older = { ...(await getLists(db, earlier)).followers, checkId: earlier }
    const { followers } = lists
    if (!followers) throw new Error('there are followers')
    const compared = {
      older: { ...followers, ...older },
      newer: { ...followers, checkId: id },
    }
    const queries = [
      ...FILTERS.map((filter) => membersQuery(id, lists, filter, page)),
      ...CHANGES.map((change) => changesQuery(compared, [change], page)),
    ]
    for (const query of queries) {
      if (!query) throw new Error('somebody may be found')
      const plan = await explain(db, query)
      expect(plan, plan).not.toMatch(/Seq Scan|Hash|Sort \(|Sort  \(|Materialize/)
    }
  })
}

test('an export has each member once, however many there are', async ({ db }) => {
  const [, id = ''] = await checksIn(db)
  const ids = new Set<string>()
  let [lines, longest] = [0, 0]
  for await (const text of membersAsJsonLines(memberPages(db, id, await getLists(db, id), {}))) {
    longest = Math.max(longest, text.length)
    for (const line of text.trimEnd().split('\n')) {
      lines += 1
      ids.add(line.slice(0, line.indexOf('","username')))
    }
  }

  expect([lines, ids.size]).toEqual([FOLLOWERS - 100 + 1_000, FOLLOWERS - 100 + 1_000])
  expect(longest).toBeLessThan(250_000)
})

test('nobody is looked for where no list can tell', async ({ db }) => {
  const [, id = ''] = await checksIn(db)
  const lists = await getLists(db, id)
  expect(membersQuery(id, lists, { relation: 'unknown' }, { limit: 5 })).toBeUndefined()
  expect(
    membersQuery(id, lists, { relation: 'fan', kind: 'following' }, { limit: 5 }),
  ).toBeUndefined()
})
