import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import {
  EXECUTION_FAILED,
  EXECUTION_PUBLISHED,
  GROUP,
  LIVE,
  publishing,
} from './fill/publishing.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, test } from './kit.ts'

async function fill(db: Db) {
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, 'Summer sale')
}

const barHeights = (source: string) =>
  [...source.matchAll(/<rect[^>]* width="[^"]+%"[^>]* height="([^"]+)"/g)].map(
    ([, height]) => height,
  )
const rowsOf = (source: string) => source.match(/<th scope="row">/g)

test('an editor reads how many publications succeeded, by day, group, account and post', async ({
  db,
  served,
}) => {
  await fill(db)
  await sql`
    update executions set begun_at = posted_at - interval '150 s' where id = ${EXECUTION_PUBLISHED}::uuid`.execute(
    db,
  )
  const { token } = await aUser(db, 'counting', 'editor')
  const { open } = aReader({ served, token })
  const shown = await open('/publishing-stats')
  // One of three that were tried; the rest is under way, stopped or left out.
  expect(shown.text).toMatch(/Success 33.3% Published 1 Failed 1 Not sure if published 1/)
  expect(shown.text).toMatch(/Average time 2m 30s Waiting now 2 1 publishing/)
  expect(shown.text).toMatch(/Accounts now .*Suspended 1/)
  expect(shown.text).toMatch(/Most failures .*@publisher_\d .*Summer sale/)
  // The bar of the day: what failed stands on what was published, and the table says each.
  expect(shown.source).toMatch(/<td class="number">2<\/td><td class="number">1<\/td>/)
  const [, figure = ''] = shown.source.split('id="by-day"')
  expect(barHeights(figure.split('</figure>')[0] ?? '')).toEqual(['160.0', '53.3'])
  // The sentence has the most frequent cause; the causes are bars, with a table behind.
  expect(shown.text).toContain(
    '33.3% of 3 publications succeeded. 2 failed or are not certain, most often because: ' +
      'Instagram does not accept this file. A post takes 2m 30s on average, with all waits.',
  )
  expect(shown.source).toContain('aria-label="Instagram’s response was lost.: 1"')
  expect(shown.source).toMatch(/<details id="causes-table">/)
  expect(shown.source).toContain(`href="/console/groups/${GROUP}"`)
  expect(rowsOf(shown.source)).toHaveLength(30)

  const week = await open('/publishing-stats?days=7')
  expect(rowsOf(week.source)).toHaveLength(7)
  expect((await open('/publishing-stats/accounts?days=7')).text).toContain('@publisher_2')
  const posts = await open('/publishing-stats/posts')
  expect(posts.source).toContain(`href="/console/posts/${LIVE}"`)
  const russian = await aReader({ served, token, language: 'ru' }).open('/publishing-stats')
  expect(russian.text).toMatch(/Успешно 33,3\s% Опубликовано 1/)
})

test('accounts in their statistics go on behind a page of them', async ({ db, served }) => {
  await fill(db)
  const { open } = aReader({ served, token: (await aUser(db, 'paging', 'editor')).token })
  await sql`
    insert into instagram_accounts (username, state, purpose, device_seed, secrets)
    select 'crowd_' || n, 'needs_login', 'publish', 'crowd' || n, 'x' from generate_series(1, 60) n`.execute(
    db,
  )
  await sql`
    insert into publishing_accounts (account_id)
    select id from instagram_accounts where username like 'crowd_%'`.execute(db)
  const first = await open('/publishing-stats/accounts?days=90')
  const next = /href="\/console(\/publishing-stats\/accounts\?[^"]*cursor[^"]*)"/.exec(first.source)
  const second = await open((next?.[1] ?? '').replaceAll('&amp;', '&'))
  expect(second.status).toBe(200)
  expect(second.text).toMatch(/@crowd_\d+/)
  expect(second.source).toContain('days=90')
})

test('what is published is deleted at Instagram, on one account or on all, after a question', async ({
  db,
  served,
}) => {
  await fill(db)
  const { token } = await aUser(db, 'removing', 'editor')
  const { open, send } = aReader({ served, token })
  const path = `/posts/${LIVE}/removal`
  expect((await open(`/posts/${LIVE}`)).source).toContain(
    `href="/console${path}?execution=${EXECUTION_PUBLISHED}"`,
  )
  expect((await open(`${path}?execution=${EXECUTION_PUBLISHED}`)).text).toContain(
    'Delete the post of @publisher_4 on Instagram?',
  )
  const refused = await send(path, { execution: EXECUTION_FAILED })
  expect([refused.status, refused.text]).toEqual([409, expect.stringContaining('nothing of it')])
  expect((await open(path)).text).toContain('on all accounts?')
  expect((await send(path, {})).flash).toBe('Deleting 1 post. The page shows when it is done.')
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from scrape_tasks where task_type = 'remove_publication' and status = 'pending'`.execute(
    db,
  )
  expect(rows).toEqual([{ n: 1 }])

  await sql`
    insert into publication_log (execution_id, username, route, action, status, duration_ms, details)
    values (${EXECUTION_PUBLISHED}, 'publisher_4', 'official', 'remove', 'not_offered', 10, '{}')`.execute(
    db,
  )
  expect((await open(`/posts/${LIVE}`)).text).toContain(
    'You can delete it only in the Instagram app',
  )
  await sql`
    update executions set removed_at = world_now() where id = ${EXECUTION_PUBLISHED}::uuid`.execute(
    db,
  )
  const removed = await open(`/posts/${LIVE}`)
  expect(removed.text).toContain('Deleted on Instagram')
  expect(removed.source).not.toContain(`?execution=${EXECUTION_PUBLISHED}"\n`)
})

test('what a publication waits for, and why it failed, is said in the language of the reader', async ({
  db,
  served,
}) => {
  await fill(db)
  await sql`
    update executions set waits_for = 'min_interval'
    where post_id = ${LIVE}::uuid and status = 'waiting'`.execute(db)
  const { token } = await aUser(db, 'reading', 'editor')
  const path = `/posts/${LIVE}`
  const english = await aReader({ served, token }).open(path)
  expect(english.text).toContain('Minimum interval since the account’s last post.')
  const russian = await aReader({ served, token, language: 'ru' }).open(path)
  expect(russian.text).toContain('Аккаунт выдерживает промежуток после своего последнего поста.')
  expect(russian.text).toContain('Instagram не принимает формат картинки: сохраните её как JPEG.')
  expect(russian.text).toContain('Заблокирован в Instagram')
  expect(russian.text).not.toContain('the account keeps')
})
