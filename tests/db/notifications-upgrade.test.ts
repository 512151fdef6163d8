import { sql } from 'kysely'
import { dispatchDue } from '../../src/alerts/dispatch.ts'
import { CORE_ALERTS } from '../../src/alerts/kinds.ts'
import { raiseAlert } from '../../src/alerts/raise.ts'
import { migrate } from '../../src/db/migrate.ts'
import { RULES } from '../alerts/kit.ts'
import { expect, test } from '../fixtures/test.ts'
import { anOldDatabase } from './old-database.ts'

test('what was noted before there were couriers is kept, and is not sent as news', async () => {
  const db = await anOldDatabase('0012_notifications.sql')
  await sql`
    insert into notifications (kind, cause, payload, created_at, delivered_at)
    values ('pool_stopped', 'app_outdated', '{"stopped_until": "2026-01-01T01:00:00Z"}', '2026-01-01T00:00:00Z', null),
      ('pool_stopped', 'app_outdated', '{}', '2025-12-01T00:00:00Z', '2025-12-02T00:00:00Z')`.execute(
    db,
  )

  await migrate(db)

  expect(await dispatchDue(db, { ...RULES, channels: ['webhook'] })).toBe(0)
  await raiseAlert(db, { ...CORE_ALERTS.pool_stopped, cause: 'app_outdated' })
  expect(await dispatchDue(db, { ...RULES, channels: ['webhook'] })).toBe(1)
  const rows = await db
    .selectFrom('notifications')
    .select(['title', 'items', 'sent_at', 'delivered_at'])
    .orderBy('created_at', 'desc')
    .execute()
  expect(rows.slice(1)).toEqual([
    {
      title: 'pool_stopped',
      items: [{ stopped_until: '2026-01-01T01:00:00Z' }],
      sent_at: new Date('2026-01-01'),
      delivered_at: null,
    },
    {
      title: 'pool_stopped',
      items: [{}],
      sent_at: new Date('2025-12-02'),
      delivered_at: new Date('2025-12-02'),
    },
  ])
})
