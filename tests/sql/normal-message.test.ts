import { sql } from 'kysely'
import { expect, testOnSharedDatabase as test } from '../fixtures/test.ts'

test.for([
  ['timed out after 20000 ms', 'timed out after <n> ms'],
  ['connect ECONNREFUSED 10.0.0.7:8080', 'connect ECONNREFUSED <n>'],
  ['GET https://i.instagram.com/api/v1/users/1/info/?a=b answered 503', 'GET <url> answered <n>'],
  ['no blog 0193a1c2-1111-7abc-8def-0123456789ab', 'no blog <id>'],
  ['unknown field "is_paid" of \'media\'', 'unknown field <name> of <name>'],
  ["can't read what isn't there", "can't read what isn't there"],
  [
    '@ada.lovelace and @grace_h do not answer to #алматымама',
    '<name> and <name> do not answer to <name>',
  ],
  [
    'no account is used before 2026-03-02T09:00:00.123Z: app_outdated',
    'no account is used before <time>: app_outdated',
  ],
  ['object 0x7fFe12 of 3f2a9c01de is gone', 'object <hex> of <hex> is gone'],
  ['file-9fQx7LmZ2kP0aBcDeFgH failed', 'file-<id> failed'],
  ['request_id=abc\n  at line 3', 'request_id=abc at line <n>'],
  ['', ''],
] as const)('%s is counted as: %s', async ([message, normal], { db }) => {
  const { rows } = await sql<{ normal: string }>`
    select derived.normal_message(${message}) as normal`.execute(db)

  expect(rows[0]?.normal).toBe(normal)
})

test('a long message is cut, however long it is', async ({ db }) => {
  const { rows } = await sql<{ length: number }>`
    select length(derived.normal_message(${'word '.repeat(200_000)})) as length`.execute(db)

  expect(rows[0]?.length).toBeLessThan(301)
})
