import { sql } from 'kysely'
import { faultText } from '../../../src/console/words/faults.ts'
import { campaigns } from '../../../src/features/campaigns/feature.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { codedErrorsIn } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { aRunningCampaign, daysAgo } from './kit.ts'

test('a creator who agrees is tied from what is stored at once, and no other', async ({ db }) => {
  const winter = await aRunningCampaign(db, { creators: ['olga'] })
  const path = `/api/lists/${winter.id}/members`
  const posted = async (name: string): Promise<void> => {
    const id = await aBlog(db, name, { scraped_at: new Date() })
    await winter.post(id, { caption_text: '@botamkids' })
  }
  for (const name of ['dana', 'aru', 'saule']) await posted(name)
  await winter.send('POST', path, { json: { blogs: ['dana', 'aru', 'saule'] } })
  const published = async (): Promise<string[]> =>
    (await winter.results()).creators
      .filter(({ results }) => results.length > 0)
      .map(({ blog }) => blog.username)
      .toSorted()

  await winter.send('PATCH', `${path}/dana`, { json: { status: 'agreed' } })
  expect(await published()).toEqual(['dana'])
  await winter.send('POST', `${path}/move`, { json: { to: 'agreed', blogs: ['aru'] } })
  expect(await published()).toEqual(['aru', 'dana'])
  const filter = { status: 'candidate' }
  await winter.send('POST', `${path}/move`, { json: { to: 'agreed', filter, expected: 1 } })
  expect(await published()).toEqual(['aru', 'dana', 'saule'])
})

describe('a scrape ties posts of agreed creators', () => {
  test('in the window, once however often the event comes', async ({ db }) => {
    const winter = await aRunningCampaign(db, { creators: ['olga'] })
    const olga = winter.blogId('olga')
    await winter.post(olga, { caption_text: 'Тепло ли в @botamkids?', play_count: 19_200 })
    await winter.post(olga, { caption_text: '@botamkids', taken_at: daysAgo(11) })
    await winter.post(olga, { caption_text: 'Прогулка' })
    await winter.scraped(olga)
    await winter.scraped(olga)

    const { creators, totals } = await winter.results()
    expect(totals).toMatchObject({ published: 1, views: 19_200 })
    expect(creators).toMatchObject([
      {
        blog: { username: 'olga' },
        status: 'published',
        results: [
          {
            sign: 'mention',
            quote: 'Тепло ли в @botamkids?',
            url: 'https://www.instagram.com/reel/Ccode1/',
            author: null,
            basis: 'views',
          },
        ],
      },
    ])
  })

  test('also when its transactions run at once', async ({ db }) => {
    const winter = await aRunningCampaign(db, { creators: ['olga'] })
    const olga = winter.blogId('olga')
    await winter.post(olga, { caption_text: '@botamkids' })
    await Promise.all([winter.scraped(olga), winter.scraped(olga), winter.scraped(olga)])

    expect((await winter.results()).totals.published).toBe(1)
  })

  test('of a second account of the same person, and of no other creator', async ({ db }) => {
    const winter = await aRunningCampaign(db, { creators: ['olga'] })
    const person = await db
      .selectFrom('blogs')
      .select('person_id')
      .where('username', '=', 'olga')
      .executeTakeFirstOrThrow()
    const second = await aBlog(db, 'olga.second', person)
    const other = await aBlog(db, 'other')
    for (const blog of [second, other]) {
      await winter.post(blog, { caption_text: '@botamkids' })
      await winter.scraped(blog)
    }

    const { creators } = await winter.results()
    expect(
      creators.map(({ blog, results }) => [blog.username, results.map((r) => r.author)]),
    ).toEqual([['olga', ['olga.second']]])
  })

  test('not of candidates, nor for a campaign without signs', async ({ db }) => {
    const winter = await aRunningCampaign(db, { creators: ['olga'], handles: [] })
    const olga = winter.blogId('olga')
    await winter.post(olga, { caption_text: '@botamkids' })
    await winter.scraped(olga)
    expect((await winter.results()).totals.published).toBe(0)

    await sql`update list_members set status = 'candidate'`.execute(db)
    await winter.change('PATCH', '', { handles: ['botamkids'] })
    await winter.scraped(olga)
    expect((await winter.results()).creators).toEqual([])
  })

  test('listens to scrapes', ({ db: _db }) => {
    expect(Object.keys(campaigns.on ?? {})).toContain('creator.scraped')
  })
})

test('a change of the signs ties what is stored', async ({ db }) => {
  const winter = await aRunningCampaign(db, { creators: ['olga'] })
  await winter.post(winter.blogId('olga'), { caption_text: 'Ланчбокс #botamқыс' })
  await winter.change('PATCH', '', { hashtags: ['#BotamҚыс'] })

  expect((await winter.results()).creators[0]?.results[0]).toMatchObject({ sign: 'hashtag' })
})

describe('by hand', () => {
  test('a post is tied by its address, also outside of the window', async ({ db }) => {
    const winter = await aRunningCampaign(db, { creators: ['olga'] })
    await winter.post(winter.blogId('olga'), { caption_text: 'Other', taken_at: daysAgo(30) })
    await winter.change('POST', '/results', { link: 'instagram.com/reel/Ccode1/?igsh=a' })
    await winter.change('POST', '/results', { link: 'https://www.instagram.com/p/Ccode1/' })

    const { totals, creators } = await winter.results()
    expect(totals.published).toBe(1)
    expect(creators[0]).toMatchObject({ status: 'published', results: [{ sign: 'hand' }] })
  })

  test('an untied one stays untied, until a person ties it again', async ({ db }) => {
    const winter = await aRunningCampaign(db, { creators: ['olga'] })
    const olga = winter.blogId('olga')
    await winter.post(olga, { caption_text: '@botamkids' })
    await winter.scraped(olga)
    const id = (await winter.results()).creators[0]?.results[0]?.id ?? ''
    await winter.change('DELETE', `/results/${id}`)
    expect((await winter.send('DELETE', `/api/campaigns/${winter.id}/results/${id}`)).status).toBe(
      404,
    )
    await winter.scraped(olga)
    await winter.change('PATCH', '', { hashtags: ['other'] })
    expect(await winter.results()).toMatchObject({
      totals: { published: 0 },
      creators: [{ status: 'agreed' }],
    })

    await winter.change('POST', '/results', { link: 'https://www.instagram.com/p/Ccode1/' })
    expect((await winter.results()).creators[0]?.results).toMatchObject([{ id, sign: 'hand' }])
  })

  test.for([
    ['link', 'not_a_post', { link: 'https://example.com/p/Ccode1/' }],
    ['link', 'not_a_post', { link: 'no address' }],
    ['link', 'not_a_post', { link: 'https://www.instagram.com/olga/' }],
    ['link', 'share_link', { link: 'https://www.instagram.com/share/reel/_abc123/' }],
    ['link', 'unread_post', { link: 'https://www.instagram.com/p/Cunknown1/' }],
    ['blog', 'not_a_member', { link: 'https://www.instagram.com/p/Ccode1/', blog: 'stranger' }],
    ['blog', 'unknown_creator', { link: 'https://www.instagram.com/p/Ccode1/', blog: 'missing' }],
  ] as const)('refuses at %s as %s: %j', async ([field, code, json], { db }) => {
    const winter = await aRunningCampaign(db, { creators: ['olga'] })
    await aBlog(db, 'stranger')
    await winter.post(winter.blogId('olga'))
    const response = await winter.send('POST', `/api/campaigns/${winter.id}/results`, { json })

    expect(response.status).toBe(422)
    const errors = await codedErrorsIn(response)
    expect(errors).toMatchObject([{ field, code }])
    expect(
      errors
        .map(({ field: at, reason, code: known }) =>
          faultText('ru', { field: at, reason, code: known }),
        )
        .join(),
    ).not.toContain('не принимает')
    expect((await winter.results()).totals.published).toBe(0)
  })
})

test('a creator who turns out to be another one takes results and promises along', async ({
  db,
}) => {
  const winter = await aRunningCampaign(db, { creators: ['olga'], codes: [] })
  const olga = winter.blogId('olga')
  await winter.post(olga, { caption_text: '@botamkids' })
  await winter.scraped(olga)
  await winter.change('PUT', '/promises/olga', { reels: 1 })
  const into = await aBlog(db, 'olga.new')
  await db.transaction().execute(async (tx) => {
    await sql`update list_members set blog_id = ${into}::uuid`.execute(tx)
    await campaigns.merge?.(tx, { from: olga, into })
    await tx.deleteFrom('blogs').where('id', '=', olga).execute()
  })

  expect((await winter.results()).creators).toMatchObject([
    { blog: { id: into }, state: 'delivered', results: [{ sign: 'mention', author: null }] },
  ])
})
