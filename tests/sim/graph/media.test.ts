import { DAY, expect, HOUR, pageToken, startWorld, test } from './kit.ts'

const FIELDS = 'id,caption,media_type,media_product_type,permalink,timestamp,children{id,media_url}'

test('posts are listed newest first, by cursors, to the last one', async ({ world }) => {
  const { token, ig } = await pageToken(world, 'brand')
  const seen: string[] = []
  let after: string | undefined
  for (let page = 0; page < 10; page += 1) {
    const query = { fields: FIELDS, limit: '15', ...(after !== undefined && { after }) }
    const { body } = await world.ask('facebook', `${ig}/media`, { token, query })
    seen.push(...(body['data'] as unknown as { id: string }[]).map(({ id }) => id))
    if (body['paging']?.['next'] === undefined) break
    after = String(body['paging']['cursors']?.['after'])
  }
  const posts = world.sim.control.truth.posts('qahwa.co')
  expect(posts).toHaveLength(40)
  expect(seen).toEqual(posts.map(({ id }) => id))
  expect(posts.every(({ id }) => Number(id) > Number.MAX_SAFE_INTEGER)).toBe(true)
})

const partsOf = (album: Record<string, unknown> | undefined): { id: string }[] => {
  if (!album) throw new Error('there is no album')
  return (album['children'] as { data: { id: string }[] }).data
}

test('posts have the shapes of Meta', async ({ world }) => {
  const { token, ig } = await pageToken(world, 'brand')
  const query = { fields: `${FIELDS},thumbnail_url,media_url,shortcode`, limit: '100' }
  const { body } = await world.ask('facebook', `${ig}/media`, { token, query })
  const posts = body['data'] as unknown as Record<string, unknown>[]
  const reel = posts.find((post) => post['media_product_type'] === 'REELS')
  expect(reel).toMatchObject({
    media_type: 'VIDEO',
    permalink: expect.stringMatching(/^https:\/\/www\.instagram\.com\/reel\/[\w-]{11}\/$/),
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/),
    thumbnail_url: expect.stringContaining('oe='),
  })
  expect(reel).not.toHaveProperty('children')
  const album = posts.find((post) => post['media_type'] === 'CAROUSEL_ALBUM')
  expect(album).not.toHaveProperty('thumbnail_url')
  const parts = partsOf(album)
  expect(parts.length).toBeGreaterThanOrEqual(2)
  const part = await world.ask('facebook', parts[0]?.id ?? '', {
    token,
    query: { fields: 'permalink' },
  })
  expect(part.body).toEqual({ id: parts[0]?.id })
  const refused = await world.ask('facebook', `${parts[0]?.id}/insights`, {
    token,
    query: { metric: 'views' },
  })
  expect(refused.body['error']).toMatchObject({ code: 100 })
})

test('tests add, edit and delete posts', async ({ world }) => {
  const { sim, clock } = world
  const { token, ig } = await pageToken(world, 'brand')
  clock.pass(HOUR)
  const { id } = sim.control.addPost('qahwa.co', { caption: 'New' })
  const newest = async () => {
    const query = { fields: 'caption', limit: '1' }
    const { body } = await world.ask('facebook', `${ig}/media`, { token, query })
    return body['data']?.[0]
  }
  expect(await newest()).toEqual({ caption: 'New', id })
  sim.control.editPost('qahwa.co', id, { caption: 'Edited' })
  expect(await newest()).toEqual({ caption: 'Edited', id })
  sim.control.deletePost('qahwa.co', id)
  expect(await newest()).not.toMatchObject({ id })
  const gone = await world.ask('facebook', id, { token })
  expect(gone).toMatchObject({
    status: 400,
    body: { error: { code: 100, error_subcode: 33, type: 'GraphMethodException' } },
  })
})

test('an unknown field and a foreign account are refused', async ({ world }) => {
  const { token, ig } = await pageToken(world, 'brand')
  const wrong = await world.ask('facebook', `${ig}/media`, {
    token,
    query: { fields: 'id,duration' },
  })
  expect(wrong.body['error']).toMatchObject({
    code: 100,
    message: '(#100) Tried accessing nonexisting field (duration) on node type (IGMedia)',
  })
  const foreign = world.sim.control.truth.accountId('nomad.tea')
  const other = await world.ask('facebook', `${foreign}/media`, { token })
  expect(other.body['error']).toMatchObject({ code: 100, error_subcode: 33 })
})

const ofType = (world: Awaited<ReturnType<typeof startWorld>>, product: string) =>
  world.sim.control.truth
    .posts('qahwa.co')
    .filter((post) => post.product === product && !post.isBeforeConversion)
    .at(-1)?.id ?? ''

test('insights follow the table of Meta', async ({ world }) => {
  const { token } = await pageToken(world, 'brand')
  const ask = async (id: string, metric: string) =>
    await world.ask('facebook', `${id}/insights`, { token, query: { metric } })
  const reel = ofType(world, 'REELS')
  const good = await ask(reel, 'views,ig_reels_avg_watch_time')
  expect(good.body['data']).toEqual([
    {
      name: 'views',
      period: 'lifetime',
      values: [{ value: world.sim.control.truth.metric(reel, 'views') }],
      title: 'Views',
      description: expect.any(String),
      id: `${reel}/insights/views/lifetime`,
    },
    expect.objectContaining({ name: 'ig_reels_avg_watch_time' }),
  ])
  const visits = await ask(reel, 'views,follows,profile_visits')
  expect(visits.body['error']).toMatchObject({
    code: 100,
    message:
      '(#100) The Media Insights API does not support the follows, profile_visits metric for this media product type.',
  })
  expect((await ask(reel, 'plays')).body['error']).toMatchObject({
    code: 100,
    message: expect.stringContaining('metric[0] must be one of the following values: views'),
  })
  expect((await ask(ofType(world, 'FEED'), 'follows')).status).toBe(200)
  const old = world.sim.control.truth.posts('qahwa.co').at(-1)?.id ?? ''
  expect((await ask(old, 'views')).body['error']).toMatchObject({
    code: 100,
    error_subcode: 2_108_006,
    error_user_title: 'Media Posted Before Business Account Conversion',
  })
})

test('metrics grow, never fall, and a new post has none for a while', async ({ world }) => {
  const { clock, sim } = world
  const { token } = await pageToken(world, 'brand')
  const { id } = sim.control.addPost('qahwa.co')
  const query = { metric: 'views,reach,likes,reels_skip_rate' }
  const ask = async () => {
    const { body } = await world.ask('facebook', `${id}/insights`, { token, query })
    const data = body['data'] as unknown as { name: string; values: { value: number }[] }[]
    return Object.fromEntries(data.map(({ name, values }) => [name, values[0]?.value ?? 0]))
  }
  expect(Object.keys(await ask()).length).toBeLessThan(4)
  let before: Record<string, number> = {}
  for (const step of [2 * HOUR, 6 * HOUR, 40 * HOUR, 5 * DAY, 25 * DAY]) {
    clock.pass(step)
    const now = await ask()
    for (const [name, value] of Object.entries(before))
      expect(now[name]).toBeGreaterThanOrEqual(value)
    before = now
  }
  expect(before['views']).toBeGreaterThan(before['reach'] ?? Number.NaN)
  expect(sim.control.violations()).toEqual([])
})

test('an account that posts on its own has new posts as time passes', async () => {
  const world = await startWorld({ brands: { count: 2, posts: 30, postEveryHours: 24 } })
  const { posts } = world.sim.control.truth
  expect(posts('brand.1')).toHaveLength(30)
  world.clock.pass(30 * DAY)
  expect([59, 60]).toContain(posts('brand.1').length)
  expect(
    posts('brand.1').every(({ publishedAt }) => publishedAt <= world.clock.now().getTime()),
  ).toBe(true)
  await world.sim.close()
})

test('account insights keep the rules of types, periods and followers', async ({ world }) => {
  const { token, ig } = await pageToken(world, 'brand')
  const ask = async (query: Record<string, string>) =>
    await world.ask('facebook', `${ig}/insights`, { token, query })
  const total = await ask({ metric: 'views,reach', period: 'day', metric_type: 'total_value' })
  expect(total.body['data']?.[0]).toMatchObject({
    name: 'views',
    total_value: { value: expect.any(Number) },
  })
  const series = await ask({ metric: 'reach', period: 'day' })
  expect(series.body['data']?.[0]?.['values']?.[0]).toMatchObject({
    end_time: expect.stringMatching(/T07:00:00\+0000$/),
  })
  const untyped = await ask({ metric: 'views', period: 'day' })
  expect(untyped.body['error']?.['message']).toContain('metric[0] must be one of')
  const long = await ask({ metric: 'reach', since: '1760000000', until: '1763000000' })
  expect(long.body['error']?.['message']).toContain('There cannot be more than 30 days')
  const people = { period: 'lifetime', timeframe: 'this_month', breakdown: 'country' }
  const demographics = await ask({
    metric: 'follower_demographics',
    metric_type: 'total_value',
    ...people,
  })
  expect(demographics.body['data']?.[0]?.['total_value']?.['breakdowns']?.[0]).toMatchObject({
    dimension_keys: ['country'],
    results: expect.arrayContaining([{ dimension_values: ['KZ'], value: expect.any(Number) }]),
  })
  const small = await pageToken(world, 'small')
  const few = await world.ask('facebook', `${small.ig}/insights`, {
    token: small.token,
    query: { metric: 'follower_demographics', metric_type: 'total_value', ...people },
  })
  expect(few.body).toEqual({ data: [] })
})

test('a missing right is told by code 10', async ({ world }) => {
  const decline = ['instagram_manage_insights']
  const token = await world.connect('facebook', { as: 'brand', decline })
  const ig = world.sim.control.truth.accountId('qahwa.co')
  const query = { metric: 'reach' }
  const refused = await world.ask('facebook', `${ig}/insights`, { token, query })
  expect(refused).toMatchObject({ status: 403, body: { error: { code: 10 } } })
  expect(await world.ask('facebook', `${ig}/media`, { token })).toMatchObject({ status: 200 })
})

test('signed addresses of files end', async ({ world }) => {
  const { token, ig } = await pageToken(world, 'brand')
  const query = { fields: 'thumbnail_url,media_url', limit: '1' }
  const { body } = await world.ask('facebook', `${ig}/media`, { token, query })
  const post = body['data']?.[0]
  const url = String(post?.['thumbnail_url'] ?? post?.['media_url'])
  expect((await fetch(url)).headers.get('content-type')).toBe('image/jpeg')
  world.clock.pass(5 * DAY)
  const late = await fetch(url)
  expect([late.status, await late.text()]).toEqual([403, 'URL signature expired'])
})

test('Business Discovery finds professional accounts by name', async ({ world }) => {
  const { token, ig } = await pageToken(world, 'brand')
  const find = async (name: string) =>
    await world.ask('facebook', ig, {
      token,
      query: {
        fields: `business_discovery.username(${name}){followers_count,media.limit(3){id,like_count,view_count}}`,
      },
    })
  const { body } = await find('dana.draws')
  expect(body['business_discovery']?.['followers_count']).toBe(12_400)
  expect(body['business_discovery']?.['media']?.['data']).toHaveLength(3)
  expect((await find('just.aliya')).body['error']).toMatchObject({ code: 110 })
})
