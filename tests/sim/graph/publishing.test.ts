import { makeVideo } from '../../../sim/files/make-video.ts'
import { DAY, expect, pageToken, test } from './kit.ts'
import { publisher, startFiles } from './publisher.ts'

test('a picture goes from its container to the list of posts', async ({ world }) => {
  const files = await startFiles()
  const { ig, token, send, look } = await publisher(world)
  const made = await send(`${ig}/media`, { image_url: `${files}/good.jpg`, caption: 'Fresh' })
  const creation_id = String(made.body['id'])
  const early = await send(`${ig}/media_publish`, { creation_id })
  expect(early.body['error']).toMatchObject({ code: 9_007, error_subcode: 2_207_027 })
  expect(await look(creation_id)).toMatchObject({ status_code: 'IN_PROGRESS' })
  expect(await look(creation_id)).toMatchObject({ status_code: 'FINISHED' })
  const published = await send(`${ig}/media_publish`, { creation_id })
  expect(await look(creation_id)).toMatchObject({ status_code: 'PUBLISHED' })
  const query = { fields: 'caption,media_type', limit: '1' }
  const { body } = await world.ask('facebook', `${ig}/media`, { token, query })
  expect(body['data']).toEqual([
    { id: published.body['id'], caption: 'Fresh', media_type: 'IMAGE' },
  ])
  const limit = await world.ask('facebook', `${ig}/content_publishing_limit`, {
    token,
    query: { fields: 'quota_usage,config' },
  })
  expect(limit.body['data']).toEqual([
    { quota_usage: 1, config: { quota_total: 50, quota_duration: 86_400 } },
  ])
  expect(world.sim.control.report().violations).toEqual({ published_unready: 1 })
  await send(`${ig}/media_publish`, { creation_id })
  expect(world.sim.control.report().violations).toMatchObject({ published_twice: 1 })
})

test.for([
  ['an address that leads nowhere', { image_url: '/none.jpg' }, 9_004, 2_207_052],
  ['a page in place of a picture', { image_url: '/page.jpg' }, 9_004, 2_207_052],
  ['no JPEG', { image_url: '/bad.jpg' }, 36_001, 2_207_005],
  ['a wide picture', { image_url: '/wide.jpg' }, 36_003, 2_207_009],
  ['a picture a little too tall', { image_url: '/near.jpg' }, 36_003, 2_207_009],
  ['a long caption', { image_url: '/good.jpg', caption: 'x'.repeat(2_201) }, 36_004, 2_207_010],
  ['an unknown type', { image_url: '/good.jpg', media_type: 'POEM' }, 100, 2_207_023],
  ['a carousel of one', { media_type: 'CAROUSEL', children: '1' }, 100, 2_207_028],
] as const)('%s is refused', async ([, asked, code, error_subcode], { world }) => {
  const files = await startFiles()
  const { ig, send } = await publisher(world)
  const query: Record<string, string> = { ...asked }
  if ('image_url' in asked) query['image_url'] = files + asked.image_url
  expect((await send(`${ig}/media`, query)).body['error']).toMatchObject({ code, error_subcode })
})

test.for(['/bad.mp4', '/cut.mp4', '/late-index.mp4'])(
  'the video %s fails in its container',
  async (path, { world }) => {
    const files = await startFiles()
    const { ig, send, look } = await publisher(world)
    const made = await send(`${ig}/media`, { media_type: 'REELS', video_url: files + path })
    expect(await look(String(made.body['id']))).toMatchObject({
      status_code: 'ERROR',
      status: 'Error: Media upload has failed with error code 2207026',
    })
  },
)

test('containers end after a day', async ({ world }) => {
  const files = await startFiles()
  const { ig, send, look } = await publisher(world)
  const good = await send(`${ig}/media`, { media_type: 'REELS', video_url: `${files}/good.mp4` })
  world.clock.pass(DAY)
  expect(await look(String(good.body['id']))).toMatchObject({ status_code: 'EXPIRED' })
})

test('the cover of a reel is a frame within it, or a picture', async ({ world }) => {
  const files = await startFiles()
  const { ig, send } = await publisher(world)
  const reel = { media_type: 'REELS', video_url: `${files}/good.mp4` }
  const late = await send(`${ig}/media`, { ...reel, thumb_offset: '6001' })
  expect(late.body['error']).toMatchObject({ code: 1, error_subcode: 2_207_057 })
  const png = await send(`${ig}/media`, { ...reel, cover_url: `${files}/bad.jpg` })
  expect(png.body['error']).toMatchObject({ code: 36_001 })
  const good = await send(`${ig}/media`, { ...reel, cover_url: `${files}/wide.jpg` })
  expect(good.body['id']).toEqual(expect.any(String))
})

test('a video is uploaded in parts', async ({ world }) => {
  const { ig, token, send, look } = await publisher(world)
  const made = await send(`${ig}/media`, { media_type: 'REELS', upload_type: 'resumable' })
  const [id, uri] = [String(made.body['id']), String(made.body['uri'])]
  const video = makeVideo({ name: 'parts' })
  const put = async (from: number, to: number) => {
    const headers = {
      authorization: `OAuth ${token}`,
      offset: String(from),
      file_size: String(video.length),
    }
    const body = new Uint8Array(video.subarray(from, to))
    return await (await fetch(uri, { method: 'POST', headers, body })).json()
  }
  expect(await put(0, 600)).toEqual({ success: true, message: 'Upload successful.' })
  const half = await world.ask('facebook', id, { token, query: { fields: 'video_status' } })
  expect(half.body['video_status']?.['uploading_phase']).toMatchObject({ bytes_transferred: 600 })
  expect(await put(0, 600)).toMatchObject({ debug_info: { retriable: true } })
  await put(600, video.length)
  await look(id)
  expect(await look(id)).toMatchObject({ status_code: 'FINISHED' })
})

test('the quota of a day is kept', async ({ world }) => {
  const files = await startFiles()
  world.sim.control.set({ publishQuota: 1, pollsUntilReady: 0 })
  const { ig, send } = await publisher(world)
  const publish = async () => {
    const made = await send(`${ig}/media`, { image_url: `${files}/good.jpg` })
    return await send(`${ig}/media_publish`, { creation_id: String(made.body['id']) })
  }
  expect(await publish()).toMatchObject({ status: 200 })
  expect((await publish()).body['error']).toMatchObject({ code: 9, error_subcode: 2_207_042 })
  world.clock.pass(DAY)
  expect(await publish()).toMatchObject({ status: 200 })
})

test('publishing needs its right', async ({ world }) => {
  const { ig, token } = await pageToken(world, 'brand')
  const refused = await world.ask('facebook', `${ig}/media`, { token, method: 'POST' })
  expect(refused).toMatchObject({ status: 403, body: { error: { code: 10 } } })
})

test('a batch answers in order, each item as a call of its own', async ({ world }) => {
  const { sim } = world
  const { ig, token, send } = await publisher(world)
  const batch = async (items: readonly unknown[]) =>
    (await send('', { batch: JSON.stringify(items) })).body as unknown as ({
      code: number
      body: string
    } | null)[]
  const items = [
    { method: 'GET', relative_url: `${ig}?fields=username` },
    { method: 'GET', relative_url: 'none' },
    { method: 'GET', relative_url: `${ig}/media?limit=1` },
  ]
  sim.control.addFault({ kind: 'drop', path: '/media$' })
  const [first, second, third] = await batch(items)
  expect([first?.code, JSON.parse(first?.body ?? '')]).toEqual([
    200,
    { username: 'qahwa.co', id: ig },
  ])
  expect(second?.code).toBe(400)
  expect(third).toBeNull()
  const many = await send('', { batch: JSON.stringify(Array.from({ length: 51 }, () => items[0])) })
  expect(many.body['error']?.['message']).toContain('Maximum batch size is 50')
  expect(token).toMatch(/^EAAP/)
})

test('pages are subscribed, comments are listed, and stories are apart', async ({ world }) => {
  const { ig, token, send } = await publisher(world)
  const page = '100000000000001'
  const good = await send(`${page}/subscribed_apps`, { subscribed_fields: 'feed' })
  expect(good.body).toEqual({ success: true })
  const wrong = await send(`${page}/subscribed_apps`, { subscribed_fields: 'media' })
  expect(wrong.body['error']).toMatchObject({ code: 100 })
  const [post] = world.sim.control.truth.posts('qahwa.co').slice(-1)
  const comments = await world.ask('facebook', `${post?.id}/comments`, { token })
  expect(comments.body['data']?.[0]).toMatchObject({ text: expect.any(String) })
  const query = { fields: 'media_product_type' }
  const stories = await world.ask('facebook', `${ig}/stories`, { token, query })
  expect(stories.body['data']).toHaveLength(2)
  expect(stories.body['data']?.[0]).toMatchObject({ media_product_type: 'STORY' })
})
