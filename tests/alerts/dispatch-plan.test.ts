import { sql } from 'kysely'
import { dueQuery } from '../../src/alerts/store/notifications/dispatch.ts'
import { expect, test } from '../fixtures/test.ts'
import { HOUR } from './kit.ts'

test('what is due is found by indexes, however much is put off and was sent', async ({ db }) => {
  await sql`
    insert into notifications (kind, cause, severity, title, send_at, sent_at)
    select 'proxy_dead', 'cause ' || n % 10000, 'info', 't', world_now() + interval '1 hour',
      case when n > 10000 then world_now() - n * interval '1 second' end
    from generate_series(1, 40000) n`.execute(db)
  await sql`vacuum analyze notifications`.execute(db)

  const { rows } = await sql`explain (format json) ${dueQuery(HOUR)}`.execute(db)

  const plan = JSON.stringify(rows)
  expect(plan).toContain('"Index Name":"notifications_due_idx"')
  expect(plan).toContain('"Index Name":"notifications_last_sent_idx"')
  expect(plan).not.toMatch(/Seq Scan"[^{}]*"Relation Name":"notifications"/)
  expect(plan).not.toContain('"Node Type":"Sort"')
})
