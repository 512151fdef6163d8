import { sql } from 'kysely'
import { blogSubject } from '../../src/creators/blog-subject.ts'
import type { Db } from '../../src/db/handles.ts'
import { storeMedia } from '../../src/media/media-store.ts'
import { expect } from 'vitest'
import { BLOG_TIMES, BLOG_WORD_NAMES } from '../../src/creators/fields.ts'
import { FIRST_ROW, GROUPS } from '../../src/features/blogs/pages/creators/filter-form.ts'
import { MEASURES } from '../../src/creators/search-values.ts'
import { creators } from './fill/creators.ts'
import { storePictures } from './fill/pictures.ts'
import { aBlog, aCategory } from '../features/blogs/a-blog.ts'
import { aReader, aUser, aVisitor, browserTest, test } from './kit.ts'

async function aPicture(db: Db, blogId: string): Promise<string> {
  const sha256 = Buffer.alloc(32, blogId)
  const bytes = Buffer.from('a picture')
  const fetched = [{ name: 'avatar 1', position: 0, sha256, bytes, width: 10, height: 10 }]
  await db
    .transaction()
    .execute(async (tx) => await storeMedia(tx, blogSubject(blogId), { known: [], fetched }))
  return sha256.toString('hex')
}

test('pictures come from our own store, for whoever may see creators', async ({ db, served }) => {
  const hash = await aPicture(db, await aBlog(db, 'with.picture'))
  const { token } = await aUser(db, 'sees', 'viewer')
  const { token: blind } = await aUser(db, 'publishes', 'editor')
  const path = `${served.url}/console/images/${hash}`
  const ask = async (session: string) =>
    await fetch(path, { headers: { cookie: `gramd=${session}` }, redirect: 'manual' })

  const shown = await ask(token)
  expect(await shown.text()).toBe('a picture')
  expect(Object.fromEntries(shown.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'content-security-policy': 'sandbox',
    'cache-control': 'private, max-age=31536000, immutable',
  })
  expect([(await ask(blind)).status, (await ask('none')).status]).toEqual([403, 303])
  expect(
    (await aReader({ served, token }).open(`/images/${hash.replaceAll(/./g, '0')}`)).status,
  ).toBe(404)
})

test('creators are filtered as people write it, and the filter is told part by part', async ({
  db,
  served,
}) => {
  await creators.fill(db, 'Айгерим')
  const { token } = await aUser(db, 'marketer', 'member')
  const { open } = aReader({ served, token })
  const all = await open('/creators')
  const query = new URLSearchParams({
    min_followers: '16 тыс',
    max_er: '5,5 %',
    audience_gender: 'mostly_female',
  })
  const some = await open(`/creators?${query.toString()}`)

  expect(all.text).toContain('13 creators')
  expect(all.text).toContain('Waiting to be read')
  // An import leaves creators that nothing is known of: they come last, and one line counts them.
  const names = [...all.source.matchAll(/id="tick-filled\.(\w+)"/g)].map(([, name]) => name)
  expect(names.slice(0, 2)).toEqual(['aigerim', 'dana'])
  expect(new Set(names.slice(-3))).toEqual(new Set(['failed', 'pending', 'private']))
  expect(all.text).toContain('2 waiting to be read')
  expect(all.source).toContain('/console/creators?status=pending')
  expect(all.source).toContain('/console/creators/filled.dana')
  expect(all.source).toMatch(
    /<img\s+class="picture avatar size-40"\s+src="\/console\/images\/[0-9a-f]{64}"/,
  )
  expect(some.text).toContain('7 creators')
  expect(some.text).toContain(
    'Audience: Mostly women × Followers: from 16 тыс × Engagement (ER): up to 5,5 % ×',
  )
})

test('filters: what is asked most is in the first row, and each other one in one group', async ({
  db,
  served,
}) => {
  await creators.fill(db, 'Dana')
  const { token } = await aUser(db, 'filters', 'viewer')
  const { source, text } = await aReader({ served, token }).open(
    '/creators?min_er=2&max_paid_post_share=30',
  )
  const row =
    /<div class="filter-row">([\s\S]*?)<div class="filter-groups">/.exec(source)?.[1] ?? ''
  const fields = [...Object.values(GROUPS).flatMap((group) => [...group.fields]), ...FIRST_ROW]

  for (const name of ['min_followers', 'max_followers', 'min_er', 'max_er', 'city', 'language'])
    expect(row).toContain(`name="${name}"`)
  expect(new Set(fields).size).toBe(fields.length)
  const all = [
    ...BLOG_WORD_NAMES,
    ...MEASURES.keys(),
    ...Object.values(BLOG_TIMES).map((time) => time.parameter),
  ]
  // The words are above, and what a question is about is chosen as its category.
  const above = ['q', 'about']
  expect(fields.toSorted()).toEqual(all.filter((name) => !above.includes(name)).toSorted())
  expect(text).toContain('Advertising (1)')
  // One group is open at a time; none before somebody opens it.
  expect(source.match(/<details[^>]*name="filter-groups"/g)).toHaveLength(8)
  expect(source).not.toMatch(/<details[^>]*name="filter-groups"[^>]* open/)
})

test('rows show the course of followers and engagement, the place, and the newest posts', async ({
  db,
  served,
}) => {
  const blogId = await aBlog(db, 'with.posts', {
    er: 0.04,
    er_percentile: 70,
    follower_count: 5_000,
    fully_scraped_at: new Date(),
  })
  await sql`
    insert into blog_posts (blog_id, platform_id, code, media_type, product_type, is_pinned, taken_at)
    select ${blogId}::uuid, 'n' || n, 'C0de' || n, 'video', case when n = 2 then 'clips' end, n = 1, now() - n * interval '1 day'
    from generate_series(1, 8) n`.execute(db)
  await sql`
    insert into blog_snapshots (blog_id, scraped_at, follower_count, er)
    select ${blogId}::uuid, now() - n * interval '7 days' - interval '1 hour', 5000 - n * 10, 0.04 - n / 1000.0 from generate_series(0, 5) n`.execute(
    db,
  )
  await storePictures(db, { blogId, posts: ['n2', 'n3'], topic: 'food' })
  const { token } = await aUser(db, 'glances', 'viewer')
  const { open } = aReader({ served, token })
  const table = await open('/creators?username=with.posts')
  const gallery = await open('/creators?username=with.posts&view=gallery')
  const codes = (source: string) =>
    [...source.matchAll(/instagram\.com\/p\/(\w+)\//g)].map(([, code]) => code)

  expect(codes(table.source)).toEqual(['C0de2', 'C0de3', 'C0de4'])
  expect(codes(gallery.source)).toEqual(['C0de2', 'C0de3', 'C0de4', 'C0de5', 'C0de6', 'C0de7'])
  // A card says why it has no figures, instead of dashes.
  await aBlog(db, 'unread.card', {})
  const unread = await open('/creators?username=unread.card&view=gallery')
  expect(unread.text).toMatch(/@unread\.card\s+Waiting to be read/)
  expect(
    table.source.match(/class="thumb-shot"\s+src="\/console\/images\/[0-9a-f]{64}"/g),
  ).toHaveLength(2)
  expect(table.text).toContain('Followers in 12 weeks: from 4,950 to 5,000')
  expect(table.text).toContain('Engagement in 12 weeks: from 3.5% to 4%')
  expect(table.text).toContain('Better than 70% of similar accounts')
  expect(table.source).toContain('data-label="Last posts"')
})

test('all that match are listed, refreshed and analyzed, with the number and the cost first', async ({
  db,
  served,
}) => {
  for (let n = 0; n < 53; n += 1)
    await aBlog(db, `many.${n}`, {
      scrape_status: 'active',
      scraped_at: new Date(),
      biography: 'bio',
    })
  const { token } = await aUser(db, 'manyacts', 'member')
  const { open, send } = aReader({ served, token })
  const list = await open('/creators?username=many.')
  const form = (act: string, expected: number, more: Record<string, string> = {}) => ({
    act,
    username: 'many.',
    expected: String(expected),
    back: '/console/creators',
    ...more,
  })
  const asked = await send('/creators/bulk', form('scrape-all', 53))
  const openTasks = async () => (await db.selectFrom('scrape_tasks').select('id').execute()).length
  const before = await openTasks()
  const changed = await send('/creators/bulk', form('scrape-all', 50, { confirmed: 'true' }))
  const done = await send('/creators/bulk', form('scrape-all', 53, { confirmed: 'true' }))
  const price = await send('/creators/bulk', form('analyze-all', 53))
  const listed = await send(
    '/creators/bulk',
    form('list-all', 53, { confirmed: 'true', 'list-name': 'All of them' }),
  )

  expect(list.text).toContain('Add all 53 to a list')
  expect(list.text).toContain('Refresh all 53 (at least 159 requests)')
  expect(list.text).toContain('Analyze all 53…')
  expect(asked.text).toContain('Refresh 53 creators? ')
  expect(asked.text).toContain('at least 159 requests to Instagram')
  expect([before, changed.status, done.status]).toEqual([0, 409, 303])
  expect(await openTasks()).toBe(53)
  expect(price.text).toMatch(/Analyze \d+ creators\? This costs about|Nothing to analyze/)
  expect(listed.flash).toContain('53 added to “All of them”')
})

test('sorting is by the headings, and says how', async ({ db, served }) => {
  await creators.fill(db, 'Dana')
  const { token } = await aUser(db, 'sorter', 'viewer')
  const { open } = aReader({ served, token })
  const { source } = await open('/creators?sort=er&tier=10k_50k')

  expect(source).toContain('aria-sort="descending"')
  expect(source).toContain('/console/creators?tier=10k_50k&amp;sort=er&amp;order=asc')
  expect([...source.matchAll(/id="tick-filled\.(\w+)"/g)].map(([, name]) => name)).toEqual([
    'aigerim',
    'dana',
    'zhanar',
    'madina',
    'saule',
  ])
})

test('a name that a page or a route has is the name of a creator all the same', async ({
  db,
  served,
}) => {
  for (const name of ['compare', 'count']) await aBlog(db, name, { full_name: `Named ${name}` })
  const { token } = await aUser(db, 'namesakes', 'viewer')
  const { open } = aReader({ served, token })
  const list = await open('/creators?username=compare')

  expect(list.source).toContain('href="/console/creators/@compare"')
  expect((await open('/creators/@compare')).text).toContain('Named compare')
  expect((await open('/creators/@count/posts')).text).toContain('Named count')
  expect((await open('/creators/compare')).text).not.toContain('Named compare')
})

test('a searched word that means a category, and a place that no post names, lead on', async ({
  db,
  served,
}) => {
  const blog_id = await aBlog(db, 'mother.of.two', { biography: 'Живу в Шымкенте' })
  await aCategory(db, blog_id, 'parenting', true)
  await sql`update blogs set search = derived.creator_document(username, '', biography, '{}') where id = ${blog_id}`.execute(
    db,
  )
  const { token } = await aUser(db, 'beginner', 'viewer')
  const { open } = aReader({ served, token })
  const word = await open('/creators?q=motherhood')
  const place = await open(`/creators?location=${encodeURIComponent('Шымкент')}`)

  expect(word.text).toContain('Category “motherhood”: 1 creator')
  expect(word.source).toContain('href="/console/creators?category=motherhood"')
  expect(place.text).toContain('“Шымкент” in biographies and captions: 1 creator')
})

test('creators are found by city, in any language, and rows say what the city is from', async ({
  db,
  served,
}) => {
  const almaty = { city_id: 1526384, city: 'Almaty', follower_count: 5_000 }
  await aBlog(db, 'tagged.mom', { ...almaty, city_source: 'tagged', city_posts: 11 })
  await aBlog(db, 'writing.mom', { ...almaty, city_source: 'biography' })
  await aBlog(db, 'other.mom', { city_id: 1526273, city: 'Astana', city_source: 'written' })
  const { token } = await aUser(db, 'cities', 'viewer')
  const found = await aReader({ served, token }).open('/creators?city=алма-ата')
  const all = await aReader({ served, token, language: 'ru' }).open('/creators?city=Almaty,Astana')
  const unknown = await aReader({ served, token }).open('/creators?city=Almatyy')

  expect(found.text).toContain('City: Almaty')
  expect(found.text).toContain('Almaty from 11 tagged posts')
  expect(found.text).toContain('Almaty from the biography')
  expect(found.text).not.toContain('other.mom')
  expect(all.text).toContain('Город: Алматы')
  expect(all.text).toContain('Алматы по 11 отметкам места')
  expect(all.text).toContain('Астана указан в профиле')
  expect(all.source).toContain('list="cities"')
  expect(unknown.status).toBe(422)
})

test('a fault stands at its field, and nothing that was written is lost', async ({
  db,
  served,
}) => {
  const { token } = await aUser(db, 'mistaken', 'viewer')
  const { open } = aReader({ served, token })
  const unknown = await open('/creators?category=none')
  const faulty = await open('/creators?min_er=a lot&name=dana')

  expect([unknown.status, faulty.status]).toEqual([422, 422])
  expect(unknown.text).toContain('There is no such category')
  expect(unknown.source).toMatch(/<option value="none"\s+selected/)
  expect(faulty.text).toContain('Enter a number within the limits')
  expect(faulty.source).toContain('value="a lot"')
  expect(faulty.source).toContain('value="dana"')
})

test('a comparison says who is best and how far the others are', async ({ db, served }) => {
  await creators.fill(db, 'Dana')
  const { token } = await aUser(db, 'compares', 'member')
  const { open, send } = aReader({ served, token })
  const back = '/console/creators?tier=10k_50k'
  const chosen = await send('/creators/bulk', [
    ['act', 'compare'],
    ['id', 'filled.aigerim'],
    ['id', 'filled.kamila'],
    ['back', back],
  ])
  const { text, source } = await open(`${chosen.address?.slice('/console'.length)},nobody.here`)
  const file = await open('/creators/compare/file?ids=filled.aigerim')

  expect(chosen.address).toBe('/console/creators/compare?ids=filled.aigerim%2Cfilled.kamila')
  expect(text).toContain('gramd does not know: nobody.here')
  expect(text).toContain('A Most engagement: Dana , 6.5%')
  expect(text).toMatch(
    /Engagement \(ER\): A, @filled\.aigerim: 6\.5%; B, @filled\.kamila: 3\.5% .* 6\.5% 3\.5% -46%/,
  )
  expect(text).toMatch(/\+4\.8% -1\.2% -6 points/)
  expect(source).toContain('class="fig-dot"')
  expect(source).toMatch(/<strong title="best"><span>6.5%<\/span><\/strong>/)
  expect(file.source).toContain('"er_by_followers";"higher";0,065')
})

test('whoever adds creators is told first what it costs, and what is left out', async ({
  db,
  served,
}) => {
  const { token } = await aUser(db, 'adds', 'member')
  const { send } = aReader({ served, token })
  const names = '@anna.new\nhttps://www.instagram.com/bella.new/ имя'
  const asked = await send('/creators/add', { names, 'list-name': 'Fresh' })
  const known = async () =>
    (await db.selectFrom('blogs').select('id').where('username', 'like', '%.new').execute()).length
  const before = await known()
  const added = await send('/creators/add', { names, 'list-name': 'Fresh', confirmed: 'true' })
  const none = await send('/creators/add', { names: '???' })
  const table = '"Name";"Username"\r\n"Carla; the third";"carla.new"\r\n'
  const pasted = await send('/creators/add', { names: table })

  expect(asked.text).toContain('Add 2 creators? ')
  expect(asked.text).toContain('at least 6 requests to Instagram')
  expect(asked.text).toContain('1 entry is not a name and is skipped: имя')
  expect(pasted.text).toContain('Add 1 creator? ')
  expect([before, added.status, added.address, await known()]).toEqual([
    0,
    303,
    '/console/creators',
    2,
  ])
  expect([none.status, none.text.includes('No Instagram name')]).toEqual([422, true])
})

test('a view has a name, and its address works for everybody', async ({ db, served }) => {
  const { token } = await aUser(db, 'views', 'viewer')
  const { open, send } = aReader({ served, token })
  const query = 'tier=10k_50k&sort=er'
  const saved = await send('/creators/views/new', { query, view: 'Mothers, middle' })
  const again = await send('/creators/views/new', { query, view: 'mothers, middle' })
  const list = await open(`/creators?${query}`)
  const member = aReader({ served, token: (await aUser(db, 'view.sharer', 'member')).token })
  await member.send('/creators/views/new', { query, view: 'For a sheet' })
  const shareOf = (source: string) =>
    /\/console(\/shares\/new\?subject=view[^"]+)"/.exec(source)?.[1]
  const shares = [`/creators?${query}`, '/creators/views'].map(
    async (path) => shareOf((await member.open(path)).source)?.replaceAll('&amp;', '&') ?? '',
  )
  const [fromList = '', fromViews = ''] = await Promise.all(shares)
  const form = await member.open(fromList)
  const named = await member.open(fromViews)

  expect([list.source, (await open('/creators/views')).source].map(shareOf)).toEqual([
    undefined,
    undefined,
  ])
  expect([form.text, named.text]).toEqual([
    expect.stringContaining('Share: For a sheet'),
    expect.stringMatching(/Share: .+ As CSV for spreadsheets/),
  ])
  expect([saved.status, saved.address]).toEqual([303, `/console/creators?${query}`])
  expect([again.status, again.text.includes('You already have a view with this name')]).toEqual([
    422,
    true,
  ])
  expect(list.source).toMatch(/aria-current="true"[^>]*>\s*Mothers, middle/)
  expect(list.text).not.toContain('Save as view')
  const [, id = ''] = /views\/([0-9a-f-]{36})/.exec((await open('/creators/views')).source) ?? []
  expect((await send(`/creators/views/${id}`, { act: 'remove' })).status).toBe(303)
  expect((await open('/creators')).text).not.toContain('Mothers, middle')
})

test('chosen creators are put into a list, analyzed and scraped after a question', async ({
  db,
  served,
}) => {
  await creators.fill(db, 'Dana')
  const { token } = await aUser(db, 'acts', 'member')
  const { send } = aReader({ served, token })
  const chosen = (act: string, more: [string, string][] = []): [string, string][] => [
    ['act', act],
    ['id', 'filled.dana'],
    ['id', 'filled.saule'],
    ['back', '/console/creators'],
    ...more,
  ]
  const toList = await send('/creators/bulk', chosen('list'))
  const unnamed = await send('/creators/bulk', chosen('list', [['confirmed', 'true']]))
  const named: [string, string][] = [
    ['confirmed', 'true'],
    ['list-name', 'Spring'],
  ]
  const listed = await send('/creators/bulk', chosen('list', named))
  const price = await send('/creators/bulk', chosen('analyze'))
  const changed = await send(
    '/creators/bulk',
    chosen('analyze', [
      ['confirmed', 'true'],
      ['expected', '7'],
    ]),
  )
  const analyzed = await send(
    '/creators/bulk',
    chosen('analyze', [
      ['confirmed', 'true'],
      ['expected', '2'],
    ]),
  )
  const scraped = await send('/creators/bulk', chosen('scrape', [['confirmed', 'true']]))

  expect(toList.text).toContain('Add 2 creators to a list')
  expect([unnamed.status, listed.status]).toEqual([422, 303])
  expect(price.text).toMatch(
    /Analyze 2 creators\? This costs about (less than one cent|\$[\d.]+)\./,
  )
  expect([changed.status, analyzed.status, scraped.status]).toEqual([409, 303, 303])
  const members = await db
    .selectFrom('list_members as member')
    .innerJoin('lists as list', 'list.id', 'member.list_id')
    .select('blog_id')
    .where('list.name', '=', 'Spring')
    .execute()
  const tasks = await db.selectFrom('scrape_tasks').select('task_type').execute()
  expect(members).toHaveLength(2)
  expect(tasks.map(({ task_type }) => task_type).sort()).toEqual(
    expect.arrayContaining(['ai_analysis', 'ai_analysis', 'full_scrape', 'full_scrape']),
  )
})

test('what is filtered is exported as a file, by those who may', async ({ db, served }) => {
  await creators.fill(db, 'Dana')
  const { token } = await aUser(db, 'exports', 'member')
  const { token: viewer } = await aUser(db, 'looks', 'viewer')
  const { open } = aReader({ served, token })
  const query = 'tier=10k_50k&min_er=5'
  const asked = await open(`/creators/export?${query}`)
  const file = await open(`/creators/export/file?${query}&as=excel`)
  const refused = await aReader({ served, token: viewer }).open(`/creators/export/file?${query}`)

  expect(asked.text).toContain('The file has 3 rows.')
  expect(file.source.split('\r\n')).toHaveLength(5)
  expect(file.source).toContain('"filled.dana";"Dana"')
  expect([file.status, refused.status]).toEqual([200, 403])
})

browserTest(
  'a filter becomes a view, and who is ticked is compared',
  async ({ db, served, browser }) => {
    await creators.fill(db, 'Dana')
    const { token } = await aUser(db, 'walks', 'member')
    const page = await aVisitor({ served, browser, token })
    const rows = page.locator('.creators tbody tr')
    await page.goto('/console/creators')
    await page.locator('#group-profile > summary').click()
    await page.getByLabel('Size', { exact: true }).selectOption('50k_500k')
    await page.waitForURL('**/console/creators?tier=50k_500k')
    await expect.poll(async () => await rows.count()).toBe(4)
    await page.getByRole('link', { name: 'Save as view' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Large')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('link', { name: 'Large', exact: true }).waitFor()

    await page.getByLabel('Select @filled.kamila').check()
    await page.getByLabel('Select @filled.leyla').check()
    await page.getByRole('button', { name: 'Compare' }).click()
    await page.waitForURL('**/console/creators/compare?ids=*')
    expect(await page.locator('.compared thead .name').allTextContents()).toEqual([
      '@filled.kamila',
      '@filled.leyla',
    ])
  },
)
