import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { describe, expect } from 'vitest'
import { patternText } from '../../src/features/maintenance/pages/pattern.ts'
import { messages } from '../../src/features/maintenance/texts/index.ts'
import { translator, type Language } from '../../src/console/messages.ts'
import { fillConsole } from './fill/index.ts'
import { fillTasks } from './fill/tasks.ts'
import { aReader, aUser, serveConsole, test } from './kit.ts'

describe('the overview', () => {
  test('names each cause of failed tasks, with a retry where it helps, and the tasks of a day', async ({
    db,
    served,
  }) => {
    await fillTasks(db)
    await sql`
      insert into scrape_tasks (task_type, status, priority, error_code, error_message, completed_at)
      select 'recover_tasks', 'failed', 5, 'defect', 'it broke', now() from generate_series(1, 3)`.execute(
      db,
    )
    const { token } = await aUser(db, 'operator', 'admin')
    const page = await aReader({ served, token }).open('/overview')
    const russian = await aReader({ served, token, language: 'ru' }).open('/overview')

    expect(page.text).toMatch(/60 tasks failed: A temporary failure/)
    expect(page.text).toMatch(/3 tasks failed: A bug in gramd .* View/)
    expect(page.text).not.toContain('Retry 3')
    expect(page.text).toMatch(/Tasks of the last 24 hours: \d+ ended, 63 failed/)
    expect(page.text).toMatch(/Requests left today 0 of 600/)
    expect(russian.text).toContain('3 задачи завершились ошибкой: Ошибка в gramd')
  })

  test('says once what is wrong, what is overdue, and what all accounts could send', async ({
    db,
    served,
  }) => {
    const { token } = await aUser(db, 'beginner', 'admin')
    const { open } = aReader({ served, token })
    await sql`
      insert into cron_ticks (name, last_slot) values ('refresh_benchmarks', world_now() - interval '30 hours')
      on conflict (name) do update set last_slot = excluded.last_slot, last_task_id = null`.execute(
      db,
    )
    await sql`delete from instagram_accounts`.execute(db)
    const fresh = await open('/overview')
    expect(fresh.text).toContain('There are no accounts yet')
    expect(fresh.text).not.toContain('the pool is empty')
    expect(fresh.text).toContain('No OpenAI key: analyses are waiting')
    expect(fresh.text).not.toContain('OPENAI_API_KEY is not set')
    expect(fresh.text).toMatch(/\d+ scheduled jobs are overdue .* and \d+ more/)

    await sql`
      with proxy as (insert into proxies (protocol, host, port, identity_hash, state) values ('http', 'p.example', 1, 'x', 'active') returning id)
      insert into instagram_accounts (username, state, device_seed, proxy_id, secrets)
      select 'frozen', 'needs_operator', 'frozen', id, 'x' from proxy`.execute(db)
    // The answer about the pool may be half a minute old.
    const again = await serveConsole(db)
    const later = await aReader({ served: again, token }).open('/overview')
    await again.close()
    expect(later.text).toMatch(/Requests left today 0 of [1-9]/)
  })

  test('says in a sentence that PostgreSQL needs an update, with the whole message folded', async ({
    db,
    databaseUrl,
  }) => {
    const { token } = await aUser(db, 'database_admin', 'admin')
    const external = await serveConsole(db, { settings: () => ({ DATABASE_URL: databaseUrl }) })
    const english = await aReader({ served: external, token }).open('/overview')
    const russian = await aReader({ served: external, token, language: 'ru' }).open('/overview')
    await external.close()

    expect(english.source).toContain('<strong>The database server needs a security update</strong>')
    expect(english.source).toMatch(
      /Update PostgreSQL within days.*<summary>In full<\/summary>\s*<code dir="auto">PostgreSQL .*DATABASE_URL/s,
    )
    expect(russian.source).toContain(
      '<strong>Серверу базы данных нужно обновление безопасности</strong>',
    )
  })

  test('ends a stop of the pool by its button', async ({ db, served }) => {
    await sql`
      insert into pool_stops (cause, stopped_until) values ('circuit_breaker', now() + interval '30 minutes')`.execute(
      db,
    )
    const { token } = await aUser(db, 'stopper', 'admin')
    const reader = aReader({ served, token })
    const stopped = await reader.open('/overview')
    const done = await reader.send('/go-on', { act: 'pool' })
    const after = await reader.open('/overview')

    expect(stopped.text).toContain('The whole pool is stopped')
    expect(stopped.text).toContain('Resume the pool')
    expect(done.address).toBe('/console/overview')
    expect(after.text).not.toContain('The whole pool is stopped')
  })
})

describe('what needs an operator', () => {
  const PROXIES = ['almaty-1', 'almaty-2', 'astana-1']

  /** Dead proxies with their accounts, and a follower check that used up the budget. */
  async function aMorning(db: Db): Promise<void> {
    await sql`delete from instagram_accounts`.execute(db)
    await sql`delete from proxies`.execute(db)
    await sql`delete from scrape_tasks`.execute(db)
    await sql`delete from pool_stops`.execute(db)
    await sql`
      insert into proxies (protocol, host, port, identity_hash, label, state, death_cause, state_since, last_checked_at)
      select 'http', '127.0.0.1', 1, name::bytea, name, 'dead', 'proxy_failed', world_now() - interval '3 hours', world_now()
      from unnest(${PROXIES}::text[]) name`.execute(db)
    await sql`
      with proxy as (
        insert into proxies (protocol, host, port, identity_hash, label) values ('http', 'good.example', 1, 'good', 'good') returning id
      ),
      reader as (
        insert into instagram_accounts (username, state, device_seed, secrets, session_created_at, proxy_id)
        select 'pool.argali', 'active', 'argali', 'x', now(), id from proxy returning id, proxy_id
      ),
      task as (
        insert into scrape_tasks (task_type, status, priority) values ('relation_check', 'pending', 5) returning id
      ),
      check_of as (
        insert into relation_checks (username, kinds, task_id) select 'kino.almaty', '{followers}', id from task
      )
      insert into account_requests (account_id, proxy_id, kind, task_id, outcome, reserved_at, ended_at)
      select reader.id, reader.proxy_id, 'request', task.id, 'ok', at, at
      from reader, task, generate_series(1, 300) n
      cross join lateral (select world_now() - n * interval '2 minutes' as at) moment`.execute(db)
  }

  test('is one line for a cause, with since when, what waits and the act', async ({ db }) => {
    await aMorning(db)
    const served = await serveConsole(db)
    const { token } = await aUser(db, 'nine', 'admin')
    const page = await aReader({ served, token }).open('/overview')
    const russian = await aReader({ served, token, language: 'ru' }).open('/overview')

    expect(page.text).toMatch(
      /3 proxies do not work almaty-1, almaty-2, astana-1\. .*? Since \d\d:\d\d, 3h .*? if it answers: next check at \d\d:\d\d .*?Check all 3 .*?Replace…/,
    )
    expect(page.text).toMatch(
      /Recovers by itself .*The requests of a day are used up: 300 of 300 Follower check of @kino\.almaty : used 300 of 300\. .* Pause it/,
    )
    expect(page.text).toMatch(/\d things? needs? you/)
    expect(russian.text).toContain('3 прокси не работают')
    // Nothing is an id, a code or a time of the API.
    expect(page.text).not.toMatch(/[a-z]+_[a-z_]+|\d{4}-\d\d-\d\dT/)
    await served.close()
  })

  test('checks all proxies of a line, and says how many answer', async ({ db }) => {
    await aMorning(db)
    const served = await serveConsole(db)
    const { token } = await aUser(db, 'checker', 'admin')
    const { rows } = await sql<{ id: string }>`select id from proxies where state = 'dead'`.execute(
      db,
    )
    const reader = aReader({ served, token })
    const done = await reader.send(
      '/check-proxies',
      rows.map(({ id }): [string, string] => ['proxy', id]),
    )

    expect(done).toMatchObject({ status: 303, flash: '3 proxies do not answer.' })
    await served.close()
  })

  test('pauses the kind of task that used up a budget', async ({ db }) => {
    await aMorning(db)
    const served = await serveConsole(db)
    const { token } = await aUser(db, 'pauser', 'admin')
    const done = await aReader({ served, token }).send('/pause-type', { type: 'relation_check' })
    const { rows } =
      await sql`select task_type from paused_task_types where task_type = 'relation_check'`.execute(
        db,
      )

    expect(done.flash).toBe('Paused: Follower check. Resume it under Tasks.')
    expect(rows).toHaveLength(1)
    await sql`delete from paused_task_types`.execute(db)
    await served.close()
  })

  test('is nothing on a quiet morning, and the page then updates only on request', async ({
    db,
  }) => {
    await aMorning(db)
    await sql`delete from proxies where state = 'dead'`.execute(db)
    await sql`delete from account_requests`.execute(db)
    const served = await serveConsole(db, {
      settings: () => ({ OPENAI_API_KEY: 'sk-test-0123456789' }),
    })
    const names = served.services.schedule.map(({ name }) => name)
    await sql`
      insert into cron_ticks (name, last_slot) select name, world_now() from unnest(${names}::text[]) name
      on conflict (name) do update set last_slot = excluded.last_slot`.execute(db)
    const { token } = await aUser(db, 'calm', 'admin')
    const reader = aReader({ served, token })
    const page = await reader.open('/overview')
    const still = await reader.open('/overview?live=off')

    expect(page.text).toContain('Nothing needs you')
    expect(page.source).toContain('id="live"')
    expect(still.source).not.toContain('id="live"')
    expect(still.text).toContain('Go live')
    await served.close()
  })

  test('shows the tasks of one type with their waits and run times', async ({ db }) => {
    await aMorning(db)
    await sql`
      insert into scrape_tasks (task_type, status, priority, due_at, started_at, completed_at)
      select type, case when n % 4 = 0 then 'failed' else 'done' end, 5, at - interval '5 minutes',
        at - interval '1 minute', at
      from unnest(array['full_scrape', 'discover']) type, generate_series(1, 8) n
      cross join lateral (select world_now() - n * interval '1 second' as at) moment`.execute(db)
    const served = await serveConsole(db)
    const { token } = await aUser(db, 'watcher', 'admin')
    const page = await aReader({ served, token }).open('/overview?type=full_scrape')

    expect(page.text).toMatch(/Tasks of the last 24 hours: 16 ended, 4 failed \(25 ?%\)/)
    expect(page.source).toContain('id="type-full_scrape"')
    expect(page.source).not.toContain('id="type-discover"')
    expect(page.text).toMatch(/Wait by hour The highest column is 4m\./)
    expect(page.text).toMatch(/Run time by hour The highest column is 1m\./)
    await served.close()
  })
})

describe('pictures come before tables', () => {
  test.for([
    ['/tasks', 'tasks-of-day'],
    ['/accounts', 'pool-strips'],
    ['/accounts', 'requests-of-day'],
    ['/proxies', 'pool-strips'],
    ['/discovery/runs', 'discovery-funnel'],
  ] as const)('on %s: %s', async ([path, panel], { db }) => {
    await fillConsole(db)
    const served = await serveConsole(db)
    const { token } = await aUser(db, `looker-${path.length}-${panel.length}`, 'admin')
    const { source } = await aReader({ served, token }).open(path)
    await served.close()

    const drawn = source.indexOf(`aria-labelledby="${panel}"`)
    expect(drawn).toBeGreaterThan(0)
    // The list of rows comes after it; the table behind the figure is folded.
    expect(source.slice(drawn).search(/<table class="list (cards|plain roomy)/)).toBeGreaterThan(0)
    expect(source.slice(0, drawn)).not.toMatch(/<table class="list (cards|plain roomy)/)
    expect(source).not.toMatch(/<svg[^>]* style=/)
  })
})

describe('the schedule', () => {
  test.for([
    ['en', '*/10 * * * *', 'Every 10 minutes'],
    ['en', '15 * * * *', 'Every hour, at minute 15'],
    ['en', '0 */2 * * *', 'Every 2 hours, at minute 00'],
    ['en', '30 3 * * *', 'Every day at 03:30'],
    ['en', '0 3,15 * * *', 'Every day at 03:00, 15:00'],
    ['en', '0 5 * * 1', 'On Mondays at 05:00'],
    ['en', '0 5 * * MON-WED', 'On Mondays, Tuesdays, Wednesdays at 05:00'],
    ['en', '0 5 * * 0', 'On Sundays at 05:00'],
    ['en', '0 5 1 * *', 'On day 1 of each month at 05:00'],
    ['ru', '0 5 * * 1,4', 'По понедельникам, четвергам в 05:00'],
    ['ru', '*/5 * * * *', 'Каждые 5 минут'],
    ['en', '0 0 30 2 *', null],
    ['en', '0 5 1 * 1', null],
    ['en', '0-30/5 3 * * *', null],
    ['en', '0 5 * * 5#2', null],
  ] as [Language, string, string | null][])('in %s, %s is %s', ([language, pattern, words]) => {
    expect(patternText(translator(language, messages), pattern)).toBe(words)
  })

  test('tells the zone and the next runs, and runs a job now', async ({ db, served }) => {
    const { token } = await aUser(db, 'scheduler', 'admin')
    const reader = aReader({ served, token })
    const before = await reader.open('/schedule')
    const ran = await reader.send('/schedule/refresh_benchmarks/run', {})
    const { rows } = await sql`
      select from scrape_tasks where task_type = 'refresh_benchmarks'`.execute(db)

    expect(before.text).toContain('Times are in the zone Almaty (UTC+5).')
    expect(before.text).toContain('Every day at 03:30')
    expect(before.source.match(/<tr id="job-retire_tasks"[\s\S]*?<\/tr>/)?.[0]).toMatch(
      /(<time[\s\S]*){3}/,
    )
    expect(ran.address).toBe('/console/schedule')
    expect(rows).toHaveLength(1)
  })
})

test('settings in force say where they come from, and no secret', async ({ db, served }) => {
  const { token } = await aUser(db, 'keeper-of-settings', 'admin')
  const reader = aReader({ served, token })
  const all = await reader.open('/settings')
  const changed = await reader.open('/settings?changed=true')
  const member = await aUser(db, 'no-keeper', 'member')

  expect(all.text).toMatch(/GRAMD_CRON_TIMEZONE .* Asia\/Almaty Default: UTC Environment/)
  expect(all.text).toMatch(/SCRAPER_API_KEY [^–]* set Environment/)
  expect(all.text).toMatch(/OPENAI_API_KEY [^–]*? not set Default/)
  expect(all.source).not.toContain('operator-key-of-the-tests')
  expect(changed.text).not.toContain('GRAMD_POLL_INTERVAL_SECONDS')
  expect(changed.text).toMatch(/Changed only 7/)
  expect((await aReader({ served, token: member.token }).open('/settings')).status).toBe(403)
})

test('search finds creators, lists, tasks by number and pages, as far as the role may', async ({
  db,
  served,
}) => {
  const admin = await aUser(db, 'seeker', 'admin')
  const viewer = await aUser(db, 'looker', 'viewer')
  const reader = aReader({ served, token: admin.token })
  const { id: person } = await db
    .insertInto('persons')
    .defaultValues()
    .returning('id')
    .executeTakeFirstOrThrow()
  await db
    .insertInto('blogs')
    .values({
      person_id: person,
      username: 'aigerim.cooks',
      full_name: 'Айгерим',
      source: 'manual',
    })
    .execute()
  await db.insertInto('lists').values({ name: 'Aigerim and friends' }).execute()
  await sql`
    insert into scrape_tasks (id, task_type, status, priority) overriding system value
    values (77000001, 'recover_tasks', 'pending', 5)`.execute(db)
  const found = await reader.open('/search?q=aigerim')
  const byName = await reader.open(`/search?${new URLSearchParams({ q: 'айгер' }).toString()}`)
  const number = await reader.open('/search?q=77000001')
  const page = await reader.open('/search?q=sched')
  const nothing = await reader.open('/search?q=%25%25')
  const asViewer = await aReader({ served, token: viewer.token }).open('/search?q=77000001')

  expect(found.source).toContain('href="/console/creators/aigerim.cooks"')
  expect(found.text).toContain('Aigerim and friends')
  expect(byName.source).toContain('href="/console/creators/aigerim.cooks"')
  expect(number.text).toContain('Recover interrupted tasks 77000001 Waiting')
  expect(page.source).toMatch(/class="name" href="\/console\/schedule"/)
  expect(nothing.text).toContain('Nothing found')
  expect(asViewer.text).not.toContain('Recover interrupted tasks')
})
