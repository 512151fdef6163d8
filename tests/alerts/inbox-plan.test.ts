import { sql } from 'kysely'
import { inboxQuery, readerOf, unreadQuery } from '../../src/alerts/inbox-store.ts'
import { expect, test } from '../fixtures/test.ts'

test('an inbox is read along its indexes, however many notifications others have', async ({
  db,
}) => {
  const userId = '019a2000-0000-7000-8000-000000000001'
  await sql`
    insert into notifications (audience, kind, cause, severity, title, sent_at, last_raised_at)
    select case when n % 4 = 0 then 'operators' else 'user:' || n % 5000 end, 'proxy_dead', 'cause ' || n, 'info', 't',
      world_now(), world_now() - n * interval '1 second'
    from generate_series(1, 40000) n`.execute(db)
  await sql`
    insert into notification_inboxes (user_id, read_until)
    values (${userId}, world_now() - interval '1 hour')`.execute(db)
  await sql`vacuum analyze notifications, notification_reads, notification_inboxes`.execute(db)
  const reader = readerOf(userId, ['notifications:read'])
  const { rows } = await sql<{
    id: string
  }>`select id from notifications where cause = 'cause 20000'`.execute(db)
  const page = inboxQuery(reader, { limit: 51, unreadOnly: false })
  const later = inboxQuery(reader, { limit: 51, before: rows[0]?.id ?? '', unreadOnly: false })

  const plans = []
  for (const query of [page, unreadQuery(reader), later])
    plans.push(JSON.stringify((await sql`explain (format json) ${query}`.execute(db)).rows))

  expect(plans[0]).toMatch(/"Backward","Index Name":"notifications_unread_idx"/)
  expect(plans[1]).toContain('"Index Name":"notifications_unread_idx"')
  expect(plans[2]).toMatch(/last_raised_at, (n\.)?id\) < |ROW\(/)
  for (const plan of plans)
    expect(plan).not.toMatch(/Seq Scan"[^{}]*"Relation Name":"notifications"/)
})
