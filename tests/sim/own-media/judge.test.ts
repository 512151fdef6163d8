import { sql } from 'kysely'
import type { Db } from '../../../src/db/handles.ts'
import { followAccounts } from '../../../sim/own-media/scenario.ts'
import { expect, test } from '../../fixtures/test.ts'

/** One post, snapshot or day at a time, so that each difference has one cause. */
const FAULTS: readonly [statement: string, fields: readonly string[]][] = [
  ['delete from own_media where id = POST(1)', ['post']],
  ["update own_media set shortcode = 'Caaaaaaaaaa' where id = POST(2)", ['shortcode']],
  ["update own_media set caption = caption || ' ' where id = POST(3)", ['caption']],
  ["update own_media set type = 'STORY' where id = POST(4)", ['type']],
  [
    "update own_media set published_at = published_at + interval '1 hour' where id = POST(5)",
    ['published_at'],
  ],
  ['update own_media set like_count = null where id = POST(6)', ['like_count']],
  [
    'update own_media set comment_count = comment_count + 100000 where id = POST(7)',
    ['comment_count'],
  ],
  ['update own_media set deleted_at = world_now() where id = POST(8)', ['deleted_at']],
  [
    'update media_insights set metrics = metrics || \'{"views": 1}\' where ctid = SNAPSHOT(1)',
    ['views'],
  ],
  ["update media_insights set metrics = metrics - 'reach' where ctid = SNAPSHOT(2)", ['reach']],
  [
    'update media_insights set metrics = metrics || \'{"impressions": 5}\' where ctid = SNAPSHOT(3)',
    ['impressions'],
  ],
  [
    'update account_insights set metrics = metrics || \'{"reach": 1}\' where ctid = (select ctid from account_insights limit 1)',
    ['reach'],
  ],
]

const POST =
  '(select id from own_media where final_gap is null order by platform_id offset $1 limit 1)'
const SNAPSHOT = `(select i.ctid from media_insights i join own_media m on m.id = i.media_id
  where i.metrics ? 'reach' and m.deleted_at is null and m.type <> 'STORY' order by m.platform_id, i.collected_at offset $1 limit 1)`

async function spoil(db: Db): Promise<void> {
  for (const [statement] of FAULTS)
    await sql
      .raw(statement.replace(/POST\((\d+)\)/, POST).replace(/SNAPSHOT\((\d+)\)/, SNAPSHOT))
      .execute(db)
}

const follow = async (databaseUrl: string, spoiled?: (db: Db) => Promise<void>) =>
  await followAccounts(databaseUrl, {
    accounts: 2,
    posts: 20,
    days: 1,
    speed: 12_000,
    limitMs: 60_000,
    beforeConversion: 0.2,
    everyPost: true,
    signal: AbortSignal.timeout(60_000),
    progress: () => undefined,
    ...(spoiled && { spoil: spoiled }),
  })

test('what gramd stores of own accounts is as in truth, with both logins', async ({
  databaseUrl,
}) => {
  const report = await follow(databaseUrl)
  expect(report).toMatchObject({ differences: [], wrong: 0, violations: {}, failedTasks: 0 })
  expect(report.snapshots).toBeGreaterThan(20)
})

test('each planted difference is named', async ({ databaseUrl }) => {
  const { differences } = await follow(databaseUrl, spoil)
  const expected = FAULTS.flatMap(([, fields]) => fields).toSorted()
  expect(differences.map(({ field }) => field).toSorted()).toEqual(expected)
})
