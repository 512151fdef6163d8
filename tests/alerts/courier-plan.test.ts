import { sql } from 'kysely'
import { claimQuery, nextDueInMs } from '../../src/alerts/store/notifications/deliveries.ts'
import { expect, test } from '../fixtures/test.ts'

test('ten thousand deliveries that wait are walked along their index', async ({ db }) => {
  await sql`
    with told as (
      insert into notifications (kind, cause, severity, title, sent_at)
      select 'proxy_dead', 'cause ' || n, 'info', 't', world_now() from generate_series(1, 20000) n
      returning id
    ), numbered as (select id, row_number() over () as n from told)
    insert into notification_deliveries (notification_id, channel, state, next_attempt_at, ended_at)
    select id, channel, case when n <= 10000 then 'pending' else 'delivered' end, world_now() - n * interval '1 second',
      case when n > 10000 then world_now() end
    from numbered cross join unnest(array['webhook', 'telegram']) channel`.execute(db)
  await sql`vacuum analyze notifications, notification_deliveries`.execute(db)

  const { rows } = await sql<{ 'QUERY PLAN': unknown }>`
    explain (analyze, buffers, format json) ${claimQuery('webhook')}`.execute(db)

  const plan = JSON.stringify(rows)
  expect(plan).toContain('"Index Name":"notification_deliveries_due_idx"')
  expect(plan).not.toContain('Seq Scan')
  expect(plan).not.toContain('"Node Type":"Sort"')
  expect(await nextDueInMs(db, ['webhook', 'telegram'])).toBeLessThan(-9_000_000)
})
