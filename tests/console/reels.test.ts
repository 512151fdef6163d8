import { sql } from 'kysely'
import { expect } from 'vitest'
import { BRAND, ownAccounts, POSTS } from './fill/own-accounts.ts'
import { creatorReel, ownReels } from './fill/own-reels.ts'
import { PROJECT, projects } from './fill/projects.ts'
import { aReader, aUser, test } from './kit.ts'

const SCRIPT =
  'Look at these new summer shoes: lighter than your old pair, and they breathe while you walk all day in the city'
const [MEASURED = '', LIMITED = '', , NEW = ''] = POSTS

test('Reels show their numbers, how old they are, and why others are missing, in both languages', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'our summer')
  const { token } = await aUser(db, 'reader', 'admin')
  const { open } = aReader({ served, token })
  const list = await open(`/reels?account=${BRAND}`)
  const reel = await open(`/reels/${MEASURED}`)
  const russian = aReader({ served, token, language: 'ru' })

  expect(list.text).toMatch(
    /our summer Reel · .*? Up to date Updated 5 min ago 4k 3\.2k 35% 40 2 3 – Link Refresh/,
  )
  expect(list.text).toMatch(/Meta’s limit reached Continues at \d\d:\d\d/)
  // On a phone each number stands below its name.
  expect(list.source).toMatch(/data-label="Views">\s*(?:<[^>]*>)?4k/)
  expect(list.text).toMatch(/Not read yet/)
  expect(reel.text).toContain('Follows Missing permission: Metrics of posts and of the account.')
  expect(reel.text).toContain('Shares Meta has not counted it yet')
  expect(reel.text).toMatch(/Views per hour Reach per hour .* 100 80 /)
  expect(reel.source).toContain('id="course-views"')
  expect(reel.source).toContain('href="https://www.instagram.com/reel/BRAND2/"')
  expect((await open(`/reels/${LIMITED}`)).text).toContain('Meta’s response: our summer')
  expect((await russian.open(`/reels/${MEASURED}`)).text).toContain(
    'Не хватает права: Показатели публикаций и аккаунта.',
  )
  expect((await open(`/reels/${MEASURED}/raw`)).text).toContain('data our summer')
})

test('the filter takes type and days of the zone, and the files have what it shows', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'filtered')
  const { token } = await aUser(db, 'filterer', 'admin')
  const { open } = aReader({ served, token })
  const none = await open(`/reels?account=${BRAND}&type=images`)
  const old = await open(`/reels?account=${BRAND}&until=2020-01-01`)
  const file = await open(`/reels/export?account=${BRAND}`)
  const history = await open(`/reels/${MEASURED}/export`)

  expect(none.text).toContain('No posts match this filter')
  expect(old.text).toContain('No posts match this filter')
  expect(file.source.trim().split('\n')).toHaveLength(5)
  expect(history.source.trim().split('\n')).toHaveLength(5)
})

test('a pasted link leads to the post, and says what is known of another one', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'linked')
  const { token } = await aUser(db, 'paster', 'admin')
  const { open } = aReader({ served, token })
  const paste = async (link: string) => await open(`/reels?link=${encodeURIComponent(link)}`)
  await sql`update own_media_sync set ended_at = world_now() where connection_id <> ${BRAND}`.execute(
    db,
  )
  const importing = await paste('https://www.instagram.com/p/NOTYET00/')
  await sql`
    update own_media_sync set listed_at = world_now(), fully_listed_at = world_now()
    where connection_id = ${BRAND}`.execute(db)

  expect((await paste('instagram.com/reel/BRAND2/?igsh=abc')).address).toBe(
    `/console/reels/${MEASURED}`,
  )
  expect(importing.text).toContain('is looking for it.')
  expect((await paste('https://www.instagram.com/p/NOTYET00/')).text).toContain(
    'does not belong to your connected accounts',
  )
  const faulty = await paste('https://example.com/x')
  expect(faulty.status).toBe(422)
  expect(faulty.source).toMatch(/class="fault" id="link-note"/)
})

test('a post is refreshed now, and the toast says so, or when the limit of Meta ends', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'refreshed')
  await sql`delete from scrape_tasks where task_type = 'sync_own_media'`.execute(db)
  const { token } = await aUser(db, 'refresher', 'admin')
  const { open, send } = aReader({ served, token })
  const refresh = async (post: string) => {
    const { address, flash } = await send(`/reels/${post}/sync`, { back: '/console/reels' })
    return [address, flash]
  }

  expect(await refresh(NEW)).toEqual([
    '/console/reels',
    expect.stringContaining('is reading the metrics'),
  ])
  expect((await open(`/reels/${NEW}`)).text).toContain('Waiting')
  expect(await refresh(NEW)).toEqual(['/console/reels', expect.stringContaining('already')])
  await sql`
    insert into graph_usage (scope, key, percent, blocked_until)
    values ('account', ${BRAND}, 100, world_now() + interval '30 minutes')`.execute(db)
  expect((await refresh(MEASURED))[1]).toMatch(/Meta’s limit is reached.* at \d\d:\d\d/)
  const refreshAll = async () => (await send('/reels/refresh', { account: BRAND })).flash
  expect(await refreshAll()).toMatch(/Meta’s limit is reached.* at \d\d:\d\d/)
  await sql`delete from graph_usage`.execute(db)
  await sql`delete from scrape_tasks where task_type = 'sync_own_media'`.execute(db)
  expect(await refreshAll()).toMatch(/\d posts are being read/)
  await sql`update connections set state = 'auth_error', state_reason = 'token_expired' where id = ${BRAND}`.execute(
    db,
  )
  expect((await refresh(MEASURED))[1]).toContain('Authorize the account again')
  expect(await refreshAll()).toContain('Authorize the account again')
  expect((await open(`/reels/${MEASURED}`)).text).toContain('Authorize the account again')
})

test('a post is bound to a version, the length of its video is told, and both are taken back', async ({
  db,
  served,
}) => {
  await projects.fill(db, SCRIPT)
  await ownAccounts.fill(db, SCRIPT)
  const { token } = await aUser(db, 'binding', 'admin')
  const { open, send } = aReader({ served, token })
  await send(`/projects/${PROJECT}/versions`, { script: SCRIPT })
  const choose = await open(`/reels/${NEW}/bind?project=${PROJECT}`)
  const version = /name="version" value="([^"]+)"/.exec(choose.source)?.[1] ?? ''

  expect(choose.text).toContain('Scripts similar to the caption')
  expect((await send(`/reels/${NEW}/bind`, { version: 'nothing' })).status).toBe(422)
  expect((await send(`/reels/${NEW}/bind`, { version })).address).toBe(`/console/reels/${NEW}`)
  const bound = await open(`/reels/${NEW}`)
  expect(bound.text).toMatch(/v\d of “Shoes/)
  const binding = /name="binding" value="([^"]+)"/.exec(bound.source)?.[1] ?? ''
  expect((await send(`/reels/${NEW}/unbind`, { binding })).status).toBe(303)
  expect((await open(`/reels/${NEW}`)).text).toContain('It may be based on')
  expect((await send(`/reels/${NEW}/length`, { length: 'long' })).source).toMatch(
    /class="fault" id="length-note"/,
  )
  expect((await send(`/reels/${NEW}/length`, { length: '21,5' })).status).toBe(303)
  expect((await open(`/reels/${NEW}`)).text).toContain('21.5 s')
})

test('posts of others are not there, and what a role may not do is absent', async ({
  db,
  served,
}) => {
  await ownAccounts.fill(db, 'hidden')
  const member = aReader({ served, token: (await aUser(db, 'stranger', 'member')).token })
  const viewer = aReader({ served, token: (await aUser(db, 'onlooker', 'viewer')).token })

  expect((await member.open('/reels')).text).toContain('No account is connected yet')
  expect((await member.open(`/reels/${MEASURED}`)).status).toBe(404)
  expect((await member.open(`/reels/${MEASURED}/raw`)).status).toBe(403)
  expect((await viewer.open('/reels')).status).toBe(403)
})

test('the page of a Reel says first whether it does well', async ({ db, served }) => {
  await ownReels.fill(db, 'Cake with my daughter')
  const { token } = await aUser(db, 'judge', 'admin')
  const { open } = aReader({ served, token })
  const young = await open(`/reels/${creatorReel(1)}`)
  expect(young.text).toMatch(/Above usual: 17,138 views after 26 hours; usual: [\d,]+\./)
  expect(young.text).toMatch(/Comments 51 Average watch time 7\.6 s What is missing, and why/)
  expect(young.text).toContain('usual: the middle half of 20 posts of this kind before')
  expect((await open(`/reels/${creatorReel(2)}`)).text).toMatch(
    /As usual: 13,686 views after 48 hours; usual: 14,231\./,
  )
  expect((await open(`/reels/${creatorReel(24)}`)).text).toContain(
    'Usual needs 3 posts of this kind before it; you have 0.',
  )
})
