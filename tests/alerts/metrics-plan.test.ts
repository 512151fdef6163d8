import { sql } from 'kysely'
import { PENDING, RECENT } from '../../src/alerts/metrics.ts'
import { expect, test } from '../fixtures/test.ts'

test('a scrape reads recent alerts and pending deliveries by index, however many were sent', async ({
  db,
}) => {
  await sql`
    insert into notifications (kind, cause, severity, title, last_raised_at, sent_at)
    select 'proxy_dead', 'cause ' || n, 'info', 't', at, at
    from generate_series(1, 40000) n, lateral (select world_now() - n * interval '1 minute' as at) moment`.execute(
    db,
  )
  await sql`
    insert into notification_deliveries (notification_id, channel, state, ended_at)
    select id, 'webhook', case when n % 4000 = 0 then 'pending' else 'delivered' end,
      case when n % 4000 <> 0 then world_now() end
    from (select id, row_number() over () as n from notifications) numbered`.execute(db)
  await sql`vacuum analyze notifications, notification_deliveries`.execute(db)

  const planOf = async (query: typeof PENDING | typeof RECENT) =>
    JSON.stringify((await sql`explain (format json) ${query}`.execute(db)).rows)
  expect(await planOf(RECENT)).toContain('"Index Name":"notifications_age_idx"')
  expect(await planOf(PENDING)).toMatch(/"Index Name":"notification_deliveries_(due|pending)_idx"/)
})
