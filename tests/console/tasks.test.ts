import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { fillTasks } from './fill/tasks.ts'
import { aReader, aUser, test } from './kit.ts'

/** Failed tasks of one cause, beyond the ids of a test's own. */
async function failed(db: Db, number: number, message = 'no answer within 30 s'): Promise<void> {
  await sql`delete from scrape_tasks`.execute(db)
  await sql`
    insert into scrape_tasks (id, task_type, status, priority, attempts, completed_at, error_code, error_message)
    overriding system value
    select 2000000000 + n, 'recover_tasks', 'failed', 5, 3, now(), 'transient', ${message}
    from generate_series(1, ${number}::integer) n`.execute(db)
}

const countOf = async (db: Db, status: string): Promise<number> => {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from scrape_tasks where status = ${status}`.execute(db)
  return rows[0]?.n ?? 0
}

/** What the forms of a page carry unseen. */
const hiddenIn = (source: string): [string, string][] =>
  [...source.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value.replaceAll('&lt;', '<').replaceAll('&gt;', '>')],
  )

describe('the list', () => {
  test('counts states under the filter, and says errors in words', async ({ db, served }) => {
    await fillTasks(db)
    const { token } = await aUser(db, 'lister', 'member')
    const reader = aReader({ served, token })
    const list = await reader.open('/tasks?status=failed&task_type=full_scrape')
    const russian = await aReader({ served, token, language: 'ru' }).open('/tasks?status=failed')
    const nobody = await reader.open('/tasks?creator=@nobody.there')

    expect(list.text).toMatch(/All .*Failed 20 Cancelled 20 By error/)
    expect(list.text).toContain('A temporary failure · the connection was closed')
    expect(list.text).toContain('Retry all 20 that match')
    expect(russian.text).toContain('Временный сбой')
    expect(nobody.text).toContain('No tasks match')
  })

  test('says why tasks wait, and narrows by age and failed attempts', async ({ db, served }) => {
    await fillTasks(db)
    const { token } = await aUser(db, 'waiter', 'member')
    const reader = aReader({ served, token })
    const waiting = await reader.open('/tasks?status=pending')
    const old = await reader.open('/tasks?age=older')
    const tried = await reader.open('/tasks?has_failed_attempts=true&text=CLOSED')

    expect(waiting.text).toContain('No account works')
    expect(old.text).toContain('No tasks match')
    expect(tried.text).toMatch(/Failed 60 Cancelled 0/)
    expect(tried.text).toContain('Text: CLOSED ×')
  })
})

describe('many at once', () => {
  test('a group of errors is retried once its number is confirmed', async ({ db, served }) => {
    await failed(db, 103)
    const { token } = await aUser(db, 'retrier', 'admin')
    const reader = aReader({ served, token })
    const errors = await reader.open('/tasks/errors')
    const asked = await reader.send('/tasks/bulk', [
      ...hiddenIn(errors.source.slice(errors.source.indexOf('id="error-0"'))),
      ['act', 'retry-all'],
    ])
    const confirmed = hiddenIn(asked.source)
    await sql`
      insert into scrape_tasks (task_type, status, priority, error_code, error_message, completed_at)
      values ('recover_tasks', 'failed', 5, 'transient', 'no answer within 60 s', now())`.execute(
      db,
    )
    const late = await reader.send('/tasks/bulk', confirmed)
    const done = await reader.send('/tasks/bulk', hiddenIn(late.source))

    expect(errors.text).toMatch(
      /103 A temporary failure Recover interrupted tasks no answer within <n> s/,
    )
    expect(errors.text).toContain('Nothing known prevents success')
    expect(errors.text).toContain('Retry 103')
    expect(asked.text).toContain('Retry 103 tasks?')
    expect(late.status).toBe(409)
    expect(late.text).toContain('The number is now 104. Check it and confirm again.')
    expect(done).toMatchObject({ status: 303, address: '/console/tasks/errors' })
    expect((await reader.open('/tasks')).text).not.toContain('Failed 104')
    expect(await countOf(db, 'failed')).toBe(0)
  })

  test('ticked tasks are retried at once, cancelled only when confirmed, and none is not all', async ({
    db,
    served,
  }) => {
    await failed(db, 5)
    const { token } = await aUser(db, 'ticker', 'admin')
    const reader = aReader({ served, token })
    const ids = ['2000000001', '2000000002'].map((id): [string, string] => ['id', id])
    const back: [string, string] = ['back', '/console/tasks?status=failed']
    const none = await reader.send('/tasks/bulk', [['act', 'retry'], back])
    const retried = await reader.send('/tasks/bulk', [['act', 'retry'], back, ...ids])
    const pending = await countOf(db, 'pending')
    const asked = await reader.send('/tasks/bulk', [['act', 'cancel'], back, ...ids])
    const before = await countOf(db, 'cancelled')
    await reader.send('/tasks/bulk', hiddenIn(asked.source))

    expect([none.status, retried.status]).toEqual([303, 303])
    expect(retried.address).toBe('/console/tasks?status=failed')
    expect(pending).toBe(2)
    expect(asked.text).toContain('Cancel 2 tasks?')
    expect([before, await countOf(db, 'cancelled')]).toEqual([0, 2])
  })

  test('a retry that would be in vain says so first', async ({ db, served }) => {
    await failed(db, 2)
    await sql`update scrape_tasks set error_code = 'target_private' where status = 'failed'`.execute(
      db,
    )
    const { token } = await aUser(db, 'warned', 'admin')
    const asked = await aReader({ served, token }).send('/tasks/bulk', [
      ['act', 'retry'],
      ['id', '2000000001'],
    ])

    expect(asked.status).toBe(200)
    expect(asked.text).toContain('The profile is private or restricted')
    expect(await countOf(db, 'failed')).toBe(2)
  })
})

test('a task tells its attempts, and gets another priority', async ({ db, served }) => {
  await failed(db, 1)
  await sql`
    insert into past_attempts (task_id, owner, started_at, ended_at, outcome, error_code, error_message) values
      (2000000001, 'w1', now() - interval '9 minutes', now() - interval '8 minutes', 'retried', 'rate_limited', 'slow down')`.execute(
    db,
  )
  const { token } = await aUser(db, 'chronicler', 'admin')
  const reader = aReader({ served, token })
  const first = await reader.open('/tasks/2000000001')
  await reader.send('/tasks/2000000001/retry', {})
  const changed = await reader.send('/tasks/2000000001/priority', { priority: '1' })
  const after = await reader.open('/tasks/2000000001')

  expect(first.text).toContain(
    'Failed; will be retried: Instagram asked to slow down took 1m · process w1 slow down',
  )
  expect(first.text).toContain('Failed permanently')
  expect(first.text).not.toContain('Change priority')
  expect(changed.address).toBe('/console/tasks/2000000001')
  expect(after.text).toContain('Priority 1 1 is most urgent')
})

test('the error with which a task failed is said once', async ({ db, served }) => {
  await sql`
    with at as (select now() - interval '5 minutes' as at)
    insert into scrape_tasks (id, task_type, status, priority, error_code, error_message, completed_at)
    select 2000000077, 'full_scrape', 'failed', 5, 'rate_limited', 'slow down please', at from at`.execute(
    db,
  )
  await sql`
    insert into past_attempts (task_id, owner, started_at, ended_at, outcome, error_code, error_message)
    select id, 'w1', completed_at - interval '1 minute', completed_at, 'failed', error_code, error_message
    from scrape_tasks where id = 2000000077`.execute(db)
  const { token } = await aUser(db, 'errors', 'admin')
  const { text } = await aReader({ served, token }).open('/tasks/2000000077')
  expect(text.split('slow down please')).toHaveLength(2)
  expect(text.split('Instagram asked to slow down')).toHaveLength(2)
})

test('a member sees neither upkeep nor publications, in no list and by no address', async ({
  db,
  served,
}) => {
  await failed(db, 2)
  await sql`
    insert into scrape_tasks (id, task_type, status, priority) values
      (2000000010, 'publish_to_account', 'pending', 5), (2000000011, 'full_scrape', 'pending', 5)`.execute(
    db,
  )
  const { token } = await aUser(db, 'looker', 'member')
  const reader = aReader({ served, token })
  const list = await reader.open('/tasks')
  const errors = await reader.open('/tasks/errors')
  const cancelled = await reader.send('/tasks/2000000010/cancel', {})

  expect(list.text).toMatch(/All Waiting 1 Running 0 Done 0 Failed 0/)
  expect(errors.text).not.toContain('no answer within')
  for (const id of [2_000_000_001, 2_000_000_010])
    expect((await reader.open(`/tasks/${id}`)).status).toBe(404)
  expect((await reader.open('/tasks/2000000011')).status).toBe(200)
  expect(cancelled.status).toBe(404)
  expect(await countOf(db, 'cancelled')).toBe(0)
})

test('an admin pauses a type, and others see who did; a member sees no such page', async ({
  db,
  served,
}) => {
  const { token } = await aUser(db, 'pauser', 'admin')
  const reader = aReader({ served, token })
  const paused = await reader.send('/tasks/types/discover/pause', {})
  const types = await reader.open('/tasks/types')
  await reader.send('/tasks/types/discover/resume', {})
  const resumed = await reader.open('/tasks/types')
  const member = await aUser(db, 'no-pauser', 'member')

  expect(paused.address).toBe('/console/tasks/types')
  expect(types.text).toMatch(/Paused Discovery .* since .* · by pauser/)
  expect(resumed.text).not.toContain('by pauser')
  expect((await aReader({ served, token: member.token }).open('/tasks/types')).status).toBe(403)
})
