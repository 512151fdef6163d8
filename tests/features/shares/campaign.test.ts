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
