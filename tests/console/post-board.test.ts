import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Db } from '../../src/db/handles.ts'
import { DRAFT, LIVE, publishing, REVIEW, SCHEDULED } from './fill/publishing.ts'
import { ownAccounts } from './fill/own-accounts.ts'
import { aReader, aUser, test } from './kit.ts'

async function fill(db: Db) {
  await ownAccounts.fill(db, 'brand')
  await publishing.fill(db, 'Summer sale')
}

/** The columns with their counts and the ids of their cards. */
const columnsIn = (source: string) =>
  source.split('class="lane"').flatMap((text, at) => {
    if (at === 0) return []
    const [lane = ''] = text.split('</section>')
    const [, name = '', count = ''] =
      /<h2[^>]*>\s*([\w ]+?)\s*<small>(\S+)<\/small>/.exec(lane) ?? []
    return [{ name, count, cards: [...lane.matchAll(/id="card-([^"]+)"/g)].map(([, id]) => id) }]
  })

test('posts are in columns by what they need, with counts and the act that helps', async ({
  db,
  served,
}) => {
  await fill(db)
  const { open, send } = aReader({ served, token: (await aUser(db, 'board', 'editor')).token })
  await sql`
    update posts set status = 'completed', completed_at = world_now(), begun_at = world_now() - interval '1 hour'
    where id = ${DRAFT}`.execute(db)
  const shown = await open('/posts')
  expect(columnsIn(shown.source)).toMatchObject([
    { name: 'To confirm', count: '1', cards: [REVIEW] },
    { name: 'Scheduled', count: '2', cards: [LIVE, SCHEDULED] },
    { name: 'Published', count: '1', cards: [DRAFT] },
    { name: 'Trouble', count: '1' },
  ])
  expect(shown.text).toMatch(
    /1 waits for you to confirm it\. 1 has trouble\. 2 are scheduled; the next goes out .+\d\d:\d\d\./,
  )
  expect(shown.source).toMatch(new RegExp(`href="/console/posts/${REVIEW}/captions"`))

  // A failure on one account is tried again from its card, a missed time is chosen again.
  await sql`update posts set status = 'partly_failed' where id = ${LIVE}`.execute(db)
  await sql`update posts set missed_at = world_now() where id = ${SCHEDULED}`.execute(db)
  const troubled = await open('/posts?column=trouble')
  expect(columnsIn(troubled.source)[3]?.cards).toEqual(expect.arrayContaining([LIVE, SCHEDULED]))
  expect(troubled.text).toMatch(/On 1 of 7 accounts @publisher_5 : Instagram does not accept/)
  expect(troubled.source).toMatch(new RegExp(`href="/console/posts/${SCHEDULED}/plan"`))
  expect((await send(`/posts/${LIVE}/retry`, {})).flash).toBe('Retrying 1.')
  // Older ones are found in the list.
  await sql`update posts set begun_at = world_now() - interval '8 days' where id = ${DRAFT}`.execute(
    db,
  )
  const later = await open('/posts')
  expect(columnsIn(later.source)[2]).toMatchObject({ count: '0', cards: [] })
})

test('a phone shows the column that waits for a person, or the chosen one', async ({
  db,
  served,
}) => {
  await fill(db)
  const { open } = aReader({ served, token: (await aUser(db, 'phones', 'editor')).token })
  const current = (source: string) => /id="lane-(\w+)"[^>]*data-current/.exec(source)?.[1]
  expect(current((await open('/posts')).source)).toBe('to_confirm')
  expect(current((await open('/posts?column=published')).source)).toBe('published')
  expect(current((await open('/posts?column=nothing')).source)).toBe('to_confirm')
})

test('the list has all posts, by words of their captions and by state', async ({ db, served }) => {
  await fill(db)
  const { open } = aReader({ served, token: (await aUser(db, 'listing', 'editor')).token })
  const rows = (source: string) =>
    [...source.matchAll(/<tr id="post-([^"]+)"/g)].map(([, id]) => id)
  await sql`update posts set caption = 'Winter sale' where id = ${LIVE}`.execute(db)
  expect(rows((await open('/posts?view=list')).source).length).toBeGreaterThan(4)
  // People know its accounts by their group.
  expect((await open('/posts?view=list&q=winter')).source).toMatch(
    /<span class="of-group"\s*><svg class="group-sign" data-group="teal"/,
  )
  expect(rows((await open('/posts?view=list&q=winter')).source)).toEqual([LIVE])
  expect(rows((await open('/posts?status=pending')).source)).toEqual([SCHEDULED])
  expect((await open('/posts?view=list&q=nothing-such')).text).toContain('No posts yet')
})
