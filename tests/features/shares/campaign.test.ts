import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { test } from '../../console/kit.ts'
import { aRunningCampaign, daysAgo } from '../campaigns/kit.ts'
import { makeShare, openShare } from './kit.ts'

test('a report of a campaign says what was published, seen and paid', async ({ db, served }) => {
  const campaign = await aRunningCampaign(db, {
    creators: ['aida', 'dina'],
    client: 'Botam',
  })
  await campaign.post(campaign.blogId('aida'), {
    caption_text: '<b>Kiss</b> @botamkids',
    mentions: ['botamkids'],
    taken_at: daysAgo(2),
    play_count: 17_300,
    like_count: 468,
    comment_count: 41,
  })
  await campaign.scraped(campaign.blogId('aida'))
  await sql`update list_members set price = 85000, currency = 'KZT'
    where list_id = ${campaign.id}`.execute(db)
  const plain = await makeShare(served, { subject: 'campaign', list: campaign.id })
  const priced = await makeShare(served, {
    subject: 'campaign',
    list: campaign.id,
    show_prices: true,
  })

  const [page, prices] = [
    await openShare(served, plain.path),
    await openShare(served, priced.path, { language: 'ru' }),
  ]

  expect(page.status).toBe(200)
  expect(page.text).toContain('Winter · report for Botam')
  expect(page.text).toContain('1 post is out')
  expect(page.text).toContain('@aida')
  expect(page.text).toContain('not seen yet')
  expect(page.text).toContain('Page 4 of 4')
  expect(page.source).not.toContain('<b>Kiss')
  expect(page.text).not.toContain('₸')
  expect(prices.text).toContain('отчёт для Botam')
  expect(prices.text).toContain('85 000')
})

test('a CSV of results has a row for each post, with formulas disarmed', async ({ db, served }) => {
  const campaign = await aRunningCampaign(db, { creators: ['aliya', 'dana'], name: '=1+1' })
  await campaign.post(campaign.blogId('aliya'), {
    caption_text: 'with love, @botamkids',
    mentions: ['botamkids'],
    taken_at: daysAgo(2),
    play_count: 17_300,
  })
  await campaign.scraped(campaign.blogId('aliya'))
  await sql`update list_members set price = 85000, currency = 'KZT'
    where list_id = ${campaign.id}`.execute(db)
  const hostile = ['=cmd()', '+1', '-1', '@SUM(A1)']
  const share = { subject: 'campaign', list: campaign.id, kind: 'csv', rows: 'results' }
  const plain = await makeShare(served, share)
  const priced = await makeShare(served, { ...share, show_prices: true })
  const readings = []
  for (const quote of hostile) {
    await sql`update campaign_results set quote = ${quote}`.execute(db)
    readings.push((await openShare(served, plain.path)).source)
  }

  const [file, prices] = [await openShare(served, plain.path), await openShare(served, priced.path)]
  const member = await openShare(
    served,
    (await makeShare(served, { ...share, rows: 'members' })).path,
  )
  const refused = await Promise.all(
    [{ kind: 'page' }, { subject: 'list' }].map(
      async (change) =>
        await makeShare(served, { ...share, ...change }).catch((error: unknown) => String(error)),
    ),
  )

  expect(file.headers.get('content-type')).toContain('text/csv')
  expect(file.headers.get('content-disposition')).toBe('inline; filename="results.csv"')
  expect(file.source.split('\r\n').filter((line) => line !== '')).toHaveLength(3)
  expect(file.source.split('\r\n')[0]).toContain('"url","published_at","sign"')
  expect(file.source).toContain(`"'=1+1","aliya"`)
  expect(file.source).not.toContain('KZT')
  expect(file.source.split('\r\n')[0]).not.toMatch(/price|cost|currency/)
  expect(prices.source).toContain('85000,"KZT",85000.00')
  expect(readings.map((each, at) => each.includes(`"'${hostile[at]}"`))).toEqual(
    hostile.map(() => true),
  )
  expect(member.source).toContain('"er_percent"')
  for (const answer of refused) expect(answer).toContain('results are of the CSV of a campaign')
})

test('a CSV of results has the hours at which numbers were read, and Meta’s of stories', async ({
  db,
  served,
}) => {
  const campaign = await aRunningCampaign(db, { creators: ['saule', 'madina'], name: 'Ages' })
  await campaign.post(campaign.blogId('madina'), {
    caption_text: '@botamkids',
    mentions: ['botamkids'],
    taken_at: daysAgo(2),
    play_count: 900,
  })
  await campaign.scraped(campaign.blogId('madina'))
  await sql`
    with connection as (
      insert into connections (id, owner_id, platform_id, username, login, state, token_issued_at)
      values (uuidv7(), null, 'ig-saule', 'saule', 'facebook', 'active', world_now()) returning id, username
    ), sync as (
      insert into own_media_sync (connection_id, username) select id, username from connection
      returning connection_id
    ), story as (
      insert into campaign_results (list_id, blog_id, author_id, kind, platform_id, media_type, taken_at, sign)
      select ${campaign.id}, id, id, 'story', '391', 'photo', world_now() - interval '2 days', 'mention'
      from blogs where username = 'saule' returning *
    )
    insert into own_stories (connection_id, platform_id, blog_id, story_id, taken_at, tried_at, read_at, metrics)
    select connection_id, '18391', author_id, platform_id, taken_at, taken_at, taken_at + interval '23 hours',
      '{"reach": 640, "views": 702, "navigation": 31}'
    from sync, story`.execute(db)
  const share = { subject: 'campaign', list: campaign.id, kind: 'csv', rows: 'results' }

  const file = await openShare(served, (await makeShare(served, share)).path)

  const [names = [], ...rows] = file.source
    .trim()
    .split('\r\n')
    .map((line) => line.split(',').map((cell) => cell.replaceAll('"', '')))
  const cellsOf = (username: string): Record<string, string> => {
    const row = rows.find((cells) => cells.includes(username)) ?? []
    return Object.fromEntries(names.map((name, at) => [name, row[at] ?? '']))
  }
  expect(cellsOf('saule')).toMatchObject({
    format: 'story',
    reach: '640',
    official_views: '702',
    story_taps: '31',
    official_age_hours: '23',
    official_missing: '',
  })
  expect(cellsOf('madina')).toMatchObject({ views: '900', official_missing: 'not_connected' })
  expect(Number(cellsOf('madina')['read_age_hours'])).toBeGreaterThan(47)
  const docs = await readFile('docs/campaigns.md', 'utf8')
  const documented = [...docs.matchAll(/`([a-z_0-9]+)`/g)].map(([, name]) => name)
  expect(names.filter((name) => !documented.includes(name))).toEqual([])
})

test('a report of 500 posts takes less than a second', async ({ db, served }) => {
  const creators = Array.from({ length: 50 }, (_, at) => `maker${at}`)
  const campaign = await aRunningCampaign(db, { creators, name: 'Large' })
  for (const name of creators)
    for (let at = 0; at < 10; at += 1)
      await campaign.post(campaign.blogId(name), {
        caption_text: 'words @botamkids',
        mentions: ['botamkids'],
        taken_at: daysAgo(at % 8),
        play_count: 1_000 + at,
        like_count: 100,
        comment_count: 5,
      })
  for (const name of creators) await campaign.scraped(campaign.blogId(name))
  const { path } = await makeShare(served, { subject: 'campaign', list: campaign.id })
  await openShare(served, path)
  const begun = performance.now()
  const page = await openShare(served, path)
  const tookMs = performance.now() - begun
  console.log(`report of 500 posts: ${Math.round(tookMs)} ms, ${page.source.length} characters`)

  expect(page.text).toContain('500 posts are out')
  expect(page.text).toContain('Page 52 of 52')
  expect(tookMs).toBeLessThan(5_000)
})
