import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { fillCreators } from './fill/marketer.ts'
import { aReader, aUser, test } from './kit.ts'

const search = (text: string) => `/search?${new URLSearchParams({ q: text }).toString()}`

/** The fields of the first command of a page. */
function formOf(source: string): Record<string, string> {
  const [form = ''] =
    /<form method="post" action="\/console\/search\/do">[^]*?<\/form>/.exec(source) ?? []
  return Object.fromEntries(
    [...form.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  )
}

async function failScrapes(db: Db, count: number): Promise<void> {
  await sql`delete from scrape_tasks`.execute(db)
  await sql`
    insert into scrape_tasks (task_type, subject, status, priority, payload, attempts, error_code, error_message, completed_at)
    select 'full_scrape', 'blog:' || b.id, 'failed', 5, jsonb_build_object('blog_id', b.id), 3, 'transient', 'no answer', now()
    from (select id from blogs where username like 'home.%' order by id limit ${count}) b`.execute(
    db,
  )
}

const actionsOf = async (db: Db, name: string): Promise<string[]> =>
  (
    await sql<{
      action: string
    }>`select action from audit_log where name = ${name} order by id`.execute(db)
  ).rows.map(({ action }) => action)

describe('commands of the search', () => {
  test('say what they will do, and do it by an operation with its audit', async ({
    db,
    served,
  }) => {
    await fillCreators(db)
    await failScrapes(db, 3)
    const { token } = await aUser(db, 'commander', 'admin')
    const reader = aReader({ served, token })
    const shown = await reader.open(search('retry failed scrapes'))
    const { rows: before } = await sql`select from scrape_tasks where status = 'failed'`.execute(db)
    const done = await reader.send('/search/do', formOf(shown.source))
    const { rows: after } = await sql`select from scrape_tasks where status = 'pending'`.execute(db)

    expect(shown.text).toContain('Do Retries 3 failed tasks: Read a profile. Retry Enter')
    expect(shown.source).toMatch(/data-enter="retry failed scrapes"\s+autofocus/)
    expect(before).toHaveLength(3)
    expect([done.status, done.address]).toEqual([303, '/console/tasks?status=pending'])
    expect(done.flash).toBe('3 tasks are waiting again.')
    expect(after).toHaveLength(3)
    expect(await actionsOf(db, 'commander')).toContain('changeTasks')
  })

  test('ask again when the number has changed meanwhile', async ({ db, served }) => {
    await fillCreators(db)
    await failScrapes(db, 2)
    const { token } = await aUser(db, 'slow-commander', 'admin')
    const reader = aReader({ served, token })
    const fields = formOf((await reader.open(search('retry failed scrapes'))).source)
    await failScrapes(db, 4)
    const late = await reader.send('/search/do', fields)

    expect([late.status, late.address]).toEqual([303, '/console/search?q=retry+failed+scrapes'])
    const { rows } = await sql`select from scrape_tasks where status = 'failed'`.execute(db)
    expect(rows).toHaveLength(4)
  })

  test('put a creator into a list by its name', async ({ db, served }) => {
    await fillCreators(db)
    await sql`delete from lists where name like 'Spring%'`.execute(db)
    await sql`insert into lists (name) values ('Spring 2027'), ('Spring sale')`.execute(db)
    const { token } = await aUser(db, 'lister', 'member')
    const reader = aReader({ served, token })
    const several = await reader.open(search('add @home.2 to spring'))
    const one = await reader.open(search('добавить @home.2 в Spring 2027'))
    const done = await reader.send('/search/do', formOf(one.source))
    const unknown = await reader.open(search('add @nobody.here to spring'))
    const noList = await reader.open(search('add @home.2 to winter'))

    expect(several.text).toContain('Adds @home.2 to “Spring 2027”.')
    expect(several.text).toContain('Adds @home.2 to “Spring sale”.')
    expect(done.flash).toBe('Added to the list.')
    const { rows } = await sql`
      select from list_members m join lists l on l.id = m.list_id where l.name = 'Spring 2027'`.execute(
      db,
    )
    expect(rows).toHaveLength(1)
    expect(unknown.text).toContain('gramd does not know @nobody.here yet.')
    expect(noList.text).toContain('No list is named like “winter”.')
  })

  test('pause and resume a kind of work, for those who may', async ({ db, served }) => {
    const { token } = await aUser(db, 'pauser', 'admin')
    const { token: other } = await aUser(db, 'no-pauser', 'member')
    const reader = aReader({ served, token })
    const shown = await reader.open(search('pause discovery'))
    await reader.send('/search/do', formOf(shown.source))
    const paused = await sql`select from paused_task_types where task_type = 'discover'`.execute(db)
    const resume = await reader.open(search('возобновить поиск'))
    await reader.send('/search/do', formOf(resume.source))
    const resumed = await sql`select from paused_task_types where task_type = 'discover'`.execute(
      db,
    )
    const member = aReader({ served, token: other })
    const hidden = await member.open(search('pause discovery'))
    const refused = await member.send('/search/do', { command: 'pause', kind: 'discover' })

    expect(shown.text).toContain('Pauses “Discovery”: running tasks end, no others begin.')
    expect(paused.rows).toHaveLength(1)
    expect(resumed.rows).toHaveLength(0)
    expect(hidden.text).not.toContain('Pauses')
    expect(refused.status).toBe(403)
  })
})

describe('the search', () => {
  test('finds posts, products and creators by their words', async ({ db, served }) => {
    await fillCreators(db)
    await sql`update blogs set search = derived.creator_document(username, full_name, 'готовит плов', '{}') where username = 'home.7'`.execute(
      db,
    )
    await sql`insert into posts (type, caption) values ('photo', '100% плов на ужин'), ('photo', 'Лагман')`.execute(
      db,
    )
    await sql`
      with store as (
        insert into stores (name, slug, currency, categories) values ('Kazan', 'kazan', 'KZT', '{}') returning id)
      insert into products (store_id, slug, name, currency, source) select id, 'kazan', 'Казан для плова', 'KZT', 'manual' from store`.execute(
      db,
    )
    const { token } = await aUser(db, 'hungry', 'admin')
    const reader = aReader({ served, token })
    const found = await reader.open(search('плов'))
    const literal = await reader.open(search('100%'))

    expect(found.text).toContain('@home.7 Сәуле Бекова')
    expect(found.text).toContain('Posts 100% плов на ужин')
    expect(found.text).toContain('Products Казан для плова')
    expect(found.text).not.toContain('Лагман')
    expect(literal.text).toContain('Posts 100% плов на ужин')
    expect(literal.text).not.toContain('Лагман')
  })

  test('shows posts and products to those who may see them', async ({ db, served }) => {
    const { token } = await aUser(db, 'only-looks', 'viewer')
    const { text, status } = await aReader({ served, token }).open(search('плов'))
    expect(status).toBe(200)
    expect(text).not.toContain('Казан для плова')
    expect(text).not.toContain('100% плов')
  })
})
