import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import {
  DRAFT,
  EXECUTION_FAILED,
  EXECUTION_PUBLISHED,
  EXECUTION_UNKNOWN,
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

const path = `/posts/${LIVE}`

async function statesOf(db: Db): Promise<Record<string, string>> {
  const { rows } = await sql<{ id: string; status: string }>`
    select id, status from executions where post_id = ${LIVE}::uuid`.execute(db)
  return Object.fromEntries(rows.map(({ id, status }) => [id, status]))
}

test('all that failed is tried again with one button, and nothing else is', async ({
  db,
  served,
}) => {
  await fill(db)
  const { open, send } = aReader({ served, token: (await aUser(db, 'trying', 'editor')).token })
  await sql`
    update executions set status = 'failed', ended_at = world_now(), error_class = 'transient', error_message = 'no answer'
    where post_id = ${LIVE}::uuid and status = 'cancelled'`.execute(db)
  const before = await statesOf(db)
  const shown = await open(path)
  expect(shown.source).toMatch(
    new RegExp(`action="/console${path}/retry"[^]*?<button[^>]*>\\s*Retry 2 failed`),
  )
  expect((await send(`${path}/retry`, {})).flash).toBe('Retrying 2.')
  const after = await statesOf(db)
  const changed = Object.keys(after).filter((id) => after[id] !== before[id])
  expect(changed.map((id) => [before[id], after[id]])).toEqual([
    ['failed', 'queued'],
    ['failed', 'queued'],
  ])
  expect(changed).toContain(EXECUTION_FAILED)
  expect((await open(path)).source).not.toContain(`action="/console${path}/retry"`)
})

test('what is not there is tried again, after gramd has looked once more', async ({
  db,
  served,
}) => {
  await fill(db)
  const { open, send } = aReader({ served, token: (await aUser(db, 'looked', 'editor')).token })
  const action = `${path}/executions/${EXECUTION_UNKNOWN}/resolve`
  const shown = await open(path)
  expect(shown.source).toMatch(
    new RegExp(
      `action="/console${action}">\\s*<button name="is" value="absent">\\s*It is not there: retry`,
    ),
  )
  const answered = await send(action, { is: 'absent' })
  expect([answered.status, answered.address]).toEqual([303, `/console${path}`])
  const { rows } = await sql`
    select status, step, reported_missing_at is not null as disowned from executions
    where id = ${EXECUTION_UNKNOWN}::uuid`.execute(db)
  expect(rows).toEqual([{ status: 'posting', step: 'look_up', disowned: true }])
  const { rows: tasks } = await sql`
    select status from scrape_tasks where task_type = 'publish_to_account' and subject = ${`execution:${EXECUTION_UNKNOWN}`}`.execute(
    db,
  )
  expect(tasks).toEqual([{ status: 'pending' }])
  expect((await open(path)).source).not.toContain(action)
  // Nobody says it twice.
  expect((await send(action, { is: 'absent' })).status).toBe(422)
})

test('what of a post is not as it was ordered is said in the language of the reader', async ({
  db,
  served,
}) => {
  await fill(db)
  const warnings = ['not_shown', 'caption_lost', 'items_lost', 'comment_not_written', 'not_checked']
  const { token } = await aUser(db, 'warned', 'editor')
  const [english, russian] = (['en', 'ru'] as const).map((language) =>
    aReader({ served, token, language }),
  )
  const words = {
    not_shown: ['The post is not visible on the account yet', 'Аккаунт пока не показывает пост'],
    caption_lost: ['The caption is missing', 'Подписи под ним нет'],
    items_lost: ['Some of its files are missing', 'Не хватает части файлов'],
    comment_not_written: ['The first comment was not written', 'Первый комментарий не оставлен'],
    not_checked: [
      'Not checked whether the post is as planned',
      'Не проверено, вышел ли пост таким, как задуман',
    ],
  }
  for (const warning of warnings) {
    await sql`
      update executions set warnings = array[${warning}] where id = ${EXECUTION_PUBLISHED}::uuid`.execute(
      db,
    )
    const texts = [(await english?.open(path))?.text, (await russian?.open(path))?.text]
    for (const [name, said] of Object.entries(words))
      expect(
        texts.map((text, at) => text?.includes(said[at] ?? '')),
        `${name} of ${warning}`,
      ).toEqual([name === warning, name === warning])
  }
})

test('a counter turns red beyond what Instagram takes of a caption, and says what to take away', async ({
  db,
  served,
}) => {
  await fill(db)
  const { token } = await aUser(db, 'counted', 'editor')
  const { open, send } = aReader({ served, token })
  const counters = async (text: string) => {
    await send(`/posts/${DRAFT}`, { caption: text, language: 'en', group: GROUP })
    const { source } = await open(`/posts/${DRAFT}`)
    // Captions of other languages have counters of their own.
    const found = source.matchAll(/<output([^>]*for="caption"[^>]*)>\s*([\d,]+)/g)
    return Object.fromEntries(
      [...found].map(([, attributes = '', shown = '']) => [
        /data-counts="(\w+)"/.exec(attributes)?.[1],
        [Number(shown.replace(',', '')), /data-over="(\w+)"/.exec(attributes)?.[1]],
      ]),
    )
  }
  const tags = (count: number) => Array.from({ length: count }, (_, n) => `#t${n}`).join(' ')
  expect(await counters(tags(5))).toEqual({
    characters: [tags(5).length, 'false'],
    hashtags: [5, 'false'],
    mentions: [0, 'false'],
  })
  expect(await counters(tags(6))).toMatchObject({ hashtags: [6, 'true'] })
  expect((await open(`/posts/${DRAFT}`)).text).toMatch(/Hashtags 6 of 5 ?: remove 1/)
  expect(await counters('#️⃣ shop.kz/#a')).toMatchObject({ hashtags: [0, 'false'] })
  expect(await counters('@a @b @c')).toMatchObject({ mentions: [3, 'false'] })
  expect(await counters('@a @b @c @d')).toMatchObject({ mentions: [4, 'true'] })
  expect(await counters('x'.repeat(2_200))).toMatchObject({ characters: [2_200, 'false'] })
  expect(await counters('x'.repeat(2_201))).toMatchObject({ characters: [2_201, 'true'] })
})
