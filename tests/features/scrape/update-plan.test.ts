import { sql } from 'kysely'
import { loadConfig } from '../../../src/config.ts'
import { generateEncryptionKey } from '../../../src/base/crypto.ts'
import { choiceOfUpdates } from '../../../src/features/scrape/store/updates.ts'
import { expect, test } from '../../fixtures/test.ts'

test('the choice of updates reads who is due by an index, and nobody else', async ({ db }) => {
  await sql`
    with people as (insert into persons (full_name) select 'p' from generate_series(1, 20000) returning id),
    numbered as (select id, row_number() over () as n from people)
    insert into blogs (person_id, username, source, scrape_status, scraped_at, update_due_at)
    select id, 'creator_' || n, 'discover', 'active', world_now() - interval '60 days',
           world_now() + (n - 200) * interval '1 minute'
    from numbered`.execute(db)
  await sql`
    insert into scrape_tasks_open (task_type, priority, max_attempts, payload, subject, dedupe_key)
    select 'full_scrape', 8, 3, '{}', 'blog:' || b.id, b.id::text from blogs b order by b.username limit 5000`.execute(
    db,
  )
  await sql`vacuum analyze`.execute(db)
  const config = loadConfig({
    SCRAPER_API_KEY: 'a-key-of-many-letters',
    GRAMD_ENCRYPTION_KEYS: generateEncryptionKey('k1'),
  })
  const choice = choiceOfUpdates(config, { left: 50, limit: 50 })

  const { rows } = await sql`explain (format json) ${choice}`.execute(db)
  const plan = JSON.stringify(rows)
  const scans = [...plan.matchAll(/"Node Type":"([^"]+)"[^{}]*"Relation Name":"blogs"/g)]

  expect(plan).toContain('blogs_update_due_idx')
  expect(scans.map(([, kind]) => kind)).not.toContain('Seq Scan')
})
