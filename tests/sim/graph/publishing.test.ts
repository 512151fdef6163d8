import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { makePicture } from '../../../sim/instagram/cdn/picture.ts'
import { DAY, expect, pageToken, test, type World } from './kit.ts'

const PUBLISHING =
  'instagram_basic,pages_show_list,pages_read_engagement,instagram_manage_insights,instagram_content_publish,instagram_manage_comments,pages_manage_metadata'

/** A public server with a good picture, a wide one, a PNG and a video. */
async function startFiles(): Promise<string> {
  const good = await makePicture('good', { width: 400, height: 500 })
  const wide = await makePicture('wide', { width: 900, height: 300 })
  const video = Buffer.from('\u0000\u0000\u0000\u0018ftypmp42', 'latin1')
  const files: Record<string, readonly [string, Buffer]> = {
    '/good.jpg': ['image/jpeg', good],
    '/wide.jpg': ['image/jpeg', wide],
    '/bad.jpg': ['image/jpeg', Buffer.from('\u0089PNG')],
    '/page.jpg': ['text/html', Buffer.from('<html>')],
    '/good.mp4': ['video/mp4', video],
    '/bad.mp4': ['video/mp4', Buffer.from('no video at all')],
  }
  const server = createServer((request, response) => {
    const file = files[request.url ?? '']
    response.writeHead(file ? 200 : 404, { 'content-type': file?.[0] ?? 'text/plain' })
    response.end(file?.[1])
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function publisher(world: World) {
  const page = await pageToken(world, 'brand', { scope: PUBLISHING })
  const send = async (path: string, query: Record<string, string>) =>
    await world.ask('facebook', path, { token: page.token, method: 'POST', query })
  const look = async (id: string) => {
    const query = { fields: 'status_code,status' }
    const { body } = await world.ask('facebook', id, { token: page.token, query })
    return body
  }
  return { ...page, send, look }
}

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
  expect(world.sim.control.violations()).toEqual([])
  await send(`${ig}/media_publish`, { creation_id })
  expect(world.sim.control.report().violations).toEqual({ published_twice: 1 })
})

test.for([
  ['an address that leads nowhere', { image_url: '/none.jpg' }, 9_004, 2_207_052],
  ['a page in place of a picture', { image_url: '/page.jpg' }, 9_004, 2_207_052],
  ['no JPEG', { image_url: '/bad.jpg' }, 36_001, 2_207_005],
  ['a wide picture', { image_url: '/wide.jpg' }, 36_003, 2_207_009],
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

test('a broken video fails in its container, and containers end after a day', async ({ world }) => {
  const files = await startFiles()
  const { ig, send, look } = await publisher(world)
  const ask = { media_type: 'REELS', video_url: `${files}/bad.mp4` }
  const broken = await send(`${ig}/media`, ask)
  expect(await look(String(broken.body['id']))).toMatchObject({
    status_code: 'ERROR',
    status: 'Error: Media upload has failed with error code 2207026',
  })
  const good = await send(`${ig}/media`, { ...ask, video_url: `${files}/good.mp4` })
  world.clock.pass(DAY)
  expect(await look(String(good.body['id']))).toMatchObject({ status_code: 'EXPIRED' })
})

test('a video is uploaded in parts', async ({ world }) => {
  const { ig, token, send, look } = await publisher(world)
  const made = await send(`${ig}/media`, { media_type: 'REELS', upload_type: 'resumable' })
  const [id, uri] = [String(made.body['id']), String(made.body['uri'])]
  const put = async (offset: number, body: string) => {
    const headers = { authorization: `OAuth ${token}`, offset: String(offset), file_size: '10' }
    return await (await fetch(uri, { method: 'POST', headers, body })).json()
  }
  expect(await put(0, '012345')).toEqual({ success: true, message: 'Upload successful.' })
  const half = await world.ask('facebook', id, { token, query: { fields: 'video_status' } })
  expect(half.body['video_status']?.['uploading_phase']).toMatchObject({ bytes_transferred: 6 })
  expect(await put(0, '012345')).toMatchObject({ debug_info: { retriable: true } })
  await put(6, '6789')
  await look(id)
  expect(await look(id)).toMatchObject({ status_code: 'FINISHED' })
})

test('the quota of a day is kept', async ({ world }) => {
  const files = await startFiles()
  world.sim.control.set({ publishQuota: 1, looksUntilReady: 0 })
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
