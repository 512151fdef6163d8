import { expect, test } from 'vitest'
import { anOfficialPublisher } from './official-world.ts'
import { aFile, aPicture, aVideo } from './orders.ts'

type Sim = Awaited<ReturnType<typeof anOfficialPublisher>>['sim']
const NOT_FETCHED = { code: 9_004, subcode: 2_207_052 } as const

// Meta's table of errors of publishing, and what was seen beside it.

test.for([
  [-2, 2_207_003, 'transient', 'retry'],
  [-2, 2_207_020, 'upload_lost', 'begin_again'],
  [-1, 2_207_001, 'transient', 'retry'],
  [-1, 2_207_032, 'transient', 'retry'],
  [-1, 2_207_053, 'upload_lost', 'begin_again'],
  [1, 2_207_057, 'order_refused', 'final'],
  [1, undefined, 'transient', 'retry'],
  [2, undefined, 'transient', 'retry'],
  [3, undefined, 'not_permitted', 'person'],
  [4, undefined, 'throttled', 'wait'],
  [4, 2_207_051, 'action_blocked', 'rest'],
  [9, 2_207_042, 'quota_reached', 'retry'],
  [9, 2_207_069, 'quota_reached', 'retry'],
  [10, undefined, 'not_permitted', 'person'],
  [17, undefined, 'throttled', 'retry'],
  [17, 2_446_079, 'throttled', 'retry'],
  [24, 2_207_006, 'upload_lost', 'begin_again'],
  [24, 2_207_008, 'upload_lost', 'begin_again'],
  [25, 2_207_050, 'not_permitted', 'person'],
  [32, undefined, 'throttled', 'retry'],
  [100, undefined, 'order_refused', 'final'],
  [100, 33, 'transient', 'retry'],
  [100, 2_207_023, 'order_refused', 'final'],
  [100, 2_207_028, 'order_refused', 'final'],
  [100, 2_207_035, 'order_refused', 'final'],
  [100, 2_207_036, 'order_refused', 'final'],
  [100, 2_207_037, 'order_refused', 'final'],
  [100, 2_207_040, 'order_refused', 'final'],
  [102, undefined, 'needs_person', 'person'],
  [104, undefined, 'needs_person', 'person'],
  [110, undefined, 'order_refused', 'final'],
  [110, 2_207_018, 'order_refused', 'final'],
  [190, undefined, 'needs_person', 'person'],
  [190, 458, 'needs_person', 'person'],
  [190, 459, 'needs_person', 'person'],
  [190, 460, 'needs_person', 'person'],
  [190, 463, 'needs_person', 'person'],
  [190, 464, 'needs_person', 'person'],
  [190, 467, 'needs_person', 'person'],
  [190, 492, 'needs_person', 'person'],
  [200, undefined, 'not_permitted', 'person'],
  [299, undefined, 'not_permitted', 'person'],
  [341, undefined, 'throttled', 'wait'],
  [352, 2_207_026, 'media_refused', 'final'],
  [368, undefined, 'action_blocked', 'rest'],
  [506, undefined, 'order_refused', 'final'],
  [613, undefined, 'throttled', 'retry'],
  [613, 1_996, 'throttled', 'retry'],
  [803, undefined, 'transient', 'retry'],
  [9_004, 2_207_052, 'media_unreachable', 'begin_again'],
  [9_007, 2_207_027, 'transient', 'retry'],
  [9_009, undefined, 'not_permitted', 'person'],
  [36_000, 2_207_004, 'media_refused', 'final'],
  [36_001, 2_207_005, 'media_refused', 'final'],
  [36_003, 2_207_009, 'media_refused', 'final'],
  [36_004, 2_207_010, 'caption_refused', 'final'],
  [80_001, undefined, 'throttled', 'retry'],
  [80_002, undefined, 'throttled', 'retry'],
] as const)('%i/%i of a container is %s', async ([code, subcode, failed, remedy]) => {
  const { publisher, order, call, sim } = await anOfficialPublisher()
  sim.control.addFault({ kind: 'error', path: '/media$', code, subcode })

  expect(await publisher.upload(call(), order([await aPicture('bread')]))).toMatchObject({
    kind: 'not_published',
    failure: { class: failed, remedy, code: expect.stringContaining(String(code)) },
  })
})

test.for([
  [2_207_001, 'upload_lost'],
  [2_207_003, 'upload_lost'],
  [2_207_004, 'media_refused'],
  [2_207_005, 'media_refused'],
  [2_207_009, 'media_refused'],
  [2_207_010, 'caption_refused'],
  [2_207_020, 'upload_lost'],
  [2_207_023, 'order_refused'],
  [2_207_026, 'media_refused'],
  [2_207_032, 'upload_lost'],
  [2_207_052, 'media_unreachable'],
  [2_207_053, 'upload_lost'],
  [2_207_073, 'media_refused'],
  [2_207_077, 'media_unreachable'],
  [2_207_081, 'order_refused'],
  [2_207_082, 'upload_lost'],
  [2_207_085, 'media_refused'],
  [2_207_999, 'upload_lost'],
] as const)('a container that fails with %i is %s', async ([subcode, failed]) => {
  const { order, ready, sim } = await anOfficialPublisher()
  sim.control.addPublishFault({ kind: 'container_error', subcode })

  expect(await ready(order([await aPicture('bread')]))).toMatchObject({
    kind: 'not_published',
    failure: { class: failed, code: String(subcode) },
  })
})

test.for([
  [-2, 2_207_003, 'unknown'],
  [-2, 2_207_020, 'unknown'],
  [-1, 2_207_001, 'unknown'],
  [-1, 2_207_032, 'unknown'],
  [-1, 2_207_053, 'unknown'],
  [1, undefined, 'unknown'],
  [1, 99, 'unknown'],
  [1, 2_207_057, 'unknown'],
  [2, undefined, 'unknown'],
  [3, undefined, 'not_published'],
  [4, undefined, 'not_published'],
  [4, 2_207_051, 'unknown'],
  [9, 2_207_042, 'not_published'],
  [9, 2_207_069, 'not_published'],
  [10, undefined, 'not_published'],
  [17, 2_446_079, 'not_published'],
  [24, 2_207_006, 'unknown'],
  [24, 2_207_008, 'unknown'],
  [32, undefined, 'not_published'],
  [25, 2_207_050, 'not_published'],
  [100, undefined, 'unknown'],
  [100, 33, 'unknown'],
  [102, undefined, 'not_published'],
  [104, undefined, 'not_published'],
  [190, undefined, 'not_published'],
  [190, 458, 'not_published'],
  [190, 459, 'not_published'],
  [190, 460, 'not_published'],
  [190, 463, 'not_published'],
  [190, 464, 'not_published'],
  [190, 467, 'not_published'],
  [190, 492, 'not_published'],
  [200, undefined, 'not_published'],
  [341, undefined, 'not_published'],
  [352, 2_207_026, 'not_published'],
  [368, undefined, 'unknown'],
  [506, undefined, 'unknown'],
  [613, 1_996, 'not_published'],
  [9_004, 2_207_052, 'not_published'],
  [9_007, 2_207_027, 'waiting'],
  [9_009, undefined, 'unknown'],
  [36_000, 2_207_004, 'not_published'],
  [36_001, 2_207_005, 'not_published'],
  [36_003, 2_207_009, 'not_published'],
  [36_004, 2_207_010, 'not_published'],
  [80_002, undefined, 'not_published'],
] as const)('%i/%i of a publication leaves the post %s', async ([code, subcode, kind]) => {
  const { publisher, order, call, ready, sim } = await anOfficialPublisher()
  const asked = order([await aPicture('bread')])
  await ready(asked)
  sim.control.addFault({ kind: 'error', path: 'media_publish$', code, subcode })

  expect(await publisher.commit(call(), asked)).toMatchObject({ kind })
})

test.for([
  [
    'of a call',
    (sim: Sim) => sim.control.addFault({ kind: 'error', path: '/media$', ...NOT_FETCHED }),
  ],
  [
    'of a container',
    (sim: Sim) => sim.control.addPublishFault({ kind: 'container_error', subcode: 2_207_077 }),
  ],
] as const)(
  'a file that Meta could not fetch, %s, names the check of the address',
  async ([, fail]) => {
    const { order, ready, sim } = await anOfficialPublisher()
    fail(sim)

    expect(await ready(order([await aPicture('bread')]))).toMatchObject({
      failure: {
        class: 'media_unreachable',
        message: expect.stringContaining('gramd doctor checks it'),
      },
    })
  },
)

test('an upload that Meta refuses for good is final, one that it lost goes on', async () => {
  const { publisher, order, call, sim } = await anOfficialPublisher()
  const good = aVideo('good')
  const asked = order([good])
  sim.control.addFault({ kind: 'html', path: '^/upload/' })
  expect(await publisher.upload(call(), asked)).toMatchObject({
    kind: 'not_published',
    failure: { class: 'transient' },
  })
  const bad = order([aFile(Buffer.from('no video at all'), { width: 9, height: 16 }, 3_000)])
  expect(await publisher.upload({ ...call(), resume: null }, bad)).toMatchObject({
    kind: 'not_published',
    failure: { class: 'media_refused' },
  })
})
