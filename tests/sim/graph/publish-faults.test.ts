import { DAY, expect, HOUR, test } from './kit.ts'
import { publisher, startFiles } from './publisher.ts'

test('a post may be a ghost, late, or without its caption', async ({ world }) => {
  const { control } = world.sim
  const { publishPicture, list } = await publisher(world)
  const before = (await list()).length
  control.addPublishFault({ kind: 'ghost', username: 'qahwa.co' })
  expect((await publishPicture('a ghost')).status).toBe(200)
  expect(await list()).toHaveLength(before)
  control.addPublishFault({ kind: 'late', seconds: 90 })
  await publishPicture('late')
  expect(await list()).toHaveLength(before)
  world.clock.pass(90_000)
  expect((await list())[0]).toMatchObject({ caption: 'late' })
  control.addPublishFault({ kind: 'caption_lost' })
  await publishPicture('lost')
  expect((await list())[0]?.['caption']).toBeUndefined()
})

test('a container may fail, expire, or be slow', async ({ world }) => {
  const { control } = world.sim
  control.set({ pollsUntilReady: 1 })
  const { make, look } = await publisher(world)
  control.addPublishFault({ kind: 'container_error', subcode: 2_207_053, skip: 1 })
  const [good, failed] = [await make('one'), await make('two')]
  expect(await look(good)).toMatchObject({ status_code: 'FINISHED' })
  expect(await look(failed)).toMatchObject({
    status_code: 'ERROR',
    status: 'Error: Media upload has failed with error code 2207053',
  })
  control.addPublishFault({ kind: 'container_expired' })
  expect(await look(await make('three'))).toMatchObject({ status_code: 'EXPIRED' })
  control.addPublishFault({ kind: 'slow', polls: 2 })
  const slow = await make('four')
  const seen = [await look(slow), await look(slow), await look(slow)]
  expect(seen.map((each) => each['status_code'])).toEqual([
    'IN_PROGRESS',
    'IN_PROGRESS',
    'FINISHED',
  ])
})

test('the same files and caption are one post a day', async ({ world }) => {
  const { publishPicture } = await publisher(world)
  await publishPicture('same')
  await publishPicture('another caption')
  expect(world.sim.control.violations()).toEqual([])
  await publishPicture('same')
  expect(world.sim.control.report().violations).toEqual({ published_twice: 1 })
  world.clock.pass(DAY)
  await publishPicture('same')
  expect(world.sim.control.report().violations).toEqual({ published_twice: 1 })
})

test('a client that knows of the end of its quota waits', async ({ world }) => {
  world.sim.control.set({ publishQuota: 1 })
  const { ig, publishPicture, ask } = await publisher(world)
  await publishPicture('one')
  await publishPicture('two')
  expect(world.sim.control.violations()).toEqual([])
  await ask(`${ig}/content_publishing_limit`)
  await publishPicture('three')
  expect(world.sim.control.report().violations).toEqual({ quota_broken: 1 })
})

test('a client that was blocked publishes nothing for hours', async ({ world }) => {
  const { control } = world.sim
  const { publishPicture } = await publisher(world)
  control.addFault({ kind: 'error', path: 'media_publish$', code: 4, subcode: 2_207_051 })
  expect((await publishPicture('one')).status).toBe(400)
  await publishPicture('two')
  expect(control.report().violations).toEqual({ while_blocked: 2 })
  control.clearRecords()
  world.clock.pass(6 * HOUR)
  await publishPicture('three')
  expect(control.violations()).toEqual([])
})

test('a refused file is not tried again', async ({ world }) => {
  const files = await startFiles()
  const { ig, send } = await publisher(world)
  const bad = { image_url: `${files}/bad.jpg` }
  await send(`${ig}/media`, bad)
  expect(world.sim.control.violations()).toEqual([])
  await send(`${ig}/media`, bad)
  expect(world.sim.control.report().violations).toEqual({ repeated_refusal: 1 })
})

test('the owner comments on a post, as often as it is asked', async ({ world }) => {
  const { publishPicture, send, ask } = await publisher(world)
  const id = String((await publishPicture('with a comment')).body['id'])
  const made = await send(`${id}/comments`, { message: 'Order by message' })
  await send(`${id}/comments`, { message: 'Order by message' })
  const { body } = await ask(`${id}/comments`, { fields: 'id,text,username' })
  const own = [...(body['data'] ?? [])].filter((each) => each['username'] === 'qahwa.co')
  expect(own.map((each) => each['text'])).toEqual(['Order by message', 'Order by message'])
  expect(own.at(-1)?.['id']).toBe(made.body['id'])
  expect(world.sim.control.truth.comments('qahwa.co', id)).toHaveLength(2)
  expect((await send(`${id}/comments`, { message: ' ' })).body['error']).toMatchObject({
    code: 100,
  })
})
