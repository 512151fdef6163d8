import {
  bodyOf,
  createBatch,
  expect,
  lineOf,
  runBatch,
  someLines,
  test,
  type World,
} from './kit.ts'

const rulesOf = ({ sim }: World) => sim.referee.violations().map(({ rule }) => rule)
const KEY = '0198c2f4-7a31-7b52-9d1e-2f6c5a4b3c2d'
const image = (detail?: string) => [
  { type: 'text', text: 'A creator' },
  { type: 'image_url', image_url: { url: 'https://example.com/a.jpg', ...(detail && { detail }) } },
]
const withImage = (detail?: string) =>
  lineOf('a', '', { messages: [{ role: 'user', content: image(detail) }] })

test('a client that keeps the rules has no violations', async ({ world }) => {
  await createBatch(world.client, someLines(3), { gramd_batch_id: KEY })
  await runBatch(world, [withImage('low')])
  expect(rulesOf(world)).toEqual([])
  expect(world.sim.control.report().violations).toEqual({})
})

test('two batches with one key are a double create', async ({ world }) => {
  const second = KEY.replace('0198', '0199')
  await createBatch(world.client, someLines(1), { batch: KEY, attempt: '1' })
  await createBatch(world.client, someLines(1), { batch: second, attempt: '1' })
  expect(rulesOf(world)).toEqual([])

  const id = await createBatch(world.client, someLines(1), { batch: KEY, attempt: '2' })

  expect(world.sim.referee.violations()).toMatchObject([{ rule: 'double_create', batch_id: id }])
})

test('without a UUID the whole metadata is the key', async ({ world }) => {
  await createBatch(world.client, someLines(1), { name: 'a' })
  await createBatch(world.client, someLines(1), { name: 'b' })
  expect(rulesOf(world)).toEqual([])
  await createBatch(world.client, someLines(1), { name: 'a' })
  expect(rulesOf(world)).toEqual(['double_create'])
})

test('a custom_id that is twice in a file is noticed', async ({ world }) => {
  await createBatch(world.client, [lineOf('a', 'one'), lineOf('a', 'two')])
  expect(world.sim.referee.violations()).toMatchObject([
    { rule: 'duplicate_custom_id', custom_id: 'a' },
  ])
})

test.for([undefined, 'auto', 'high', 'original'])(
  'an image with detail %s is noticed',
  async (detail, { world }) => {
    await createBatch(world.client, [withImage(detail)])
    expect(rulesOf(world)).toEqual(['image_detail'])
  },
)

test('a request without an upper limit is noticed', async ({ world }) => {
  const body = { ...bodyOf('x'), max_completion_tokens: undefined }
  await createBatch(world.client, [{ ...lineOf('a', 'x'), body }])
  expect(rulesOf(world)).toEqual(['missing_max_completion_tokens'])
})

test('content that was answered well is paid once', async ({ world }) => {
  await runBatch(world, [lineOf('a', 'same'), lineOf('b', 'other')])
  expect(rulesOf(world)).toEqual([])
  const { batch } = await runBatch(world, [lineOf('c', 'same')])
  expect(world.sim.referee.violations()).toMatchObject([
    { rule: 'paid_twice', batch_id: batch.id, custom_id: 'c' },
  ])
})

test.for(['refusal', 'missing', 'invalid_json', 'error_500'] as const)(
  'content may be sent again after %s',
  async (kind, { world }) => {
    world.sim.control.addFault({ on: 'row', kind, times: 1 })
    await runBatch(world, [lineOf('a', 'same')])
    await runBatch(world, [lineOf('a', 'same')])
    expect(rulesOf(world)).toEqual([])
  },
)

test('rows that an expired batch never ran may be sent again', async ({ world }) => {
  world.sim.control.addFault({ on: 'batch', kind: 'expired', share_finished: 0 })
  const id = await createBatch(world.client, someLines(2))
  world.clock.pass(25 * 60)
  expect((await world.client.batches.retrieve(id)).status).toBe('expired')
  await runBatch(world, someLines(2))
  expect(rulesOf(world)).toEqual([])
})
