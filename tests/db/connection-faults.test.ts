import { describe, expect, test } from 'vitest'
import { instanceFault, listenerFault } from '../../src/db/connection-faults.ts'
import { claimFault } from '../../src/queue/worker/claim-fault.ts'

describe('what of a process does not work', () => {
  test('is a worker that has not claimed for a minute, or for two polls', () => {
    expect(claimFault({ claimedAt: 0 }, 30_000, 60_000)).toBeUndefined()
    expect(claimFault({ claimedAt: 0 }, 30_000, 61_500)).toMatchObject({
      code: 'worker_not_claiming',
      message: expect.stringContaining('for 61 s'),
    })
    expect(claimFault({ claimedAt: 0 }, 300_000, 599_000)).toBeUndefined()
  })

  test('is a listener that is down for longer than a poll', () => {
    expect(listenerFault({ downSince: undefined }, 30_000, 99_000)).toBeUndefined()
    expect(listenerFault({ downSince: 0 }, 30_000, 30_000)).toBeUndefined()
    expect(listenerFault({ downSince: 0 }, 30_000, 31_000)).toMatchObject({ code: 'listener_down' })
  })

  test('is a name that another process has, at once', () => {
    expect(instanceFault({ state: 'taken', lostSince: 0 }, 'a', 1)).toMatchObject({
      code: 'instance_taken',
      message: expect.stringContaining('GRAMD_INSTANCE=a'),
    })
  })

  test('is a name whose connection does not come back in time', () => {
    expect(instanceFault({ state: 'held', lostSince: undefined }, 'a', 99_000)).toBeUndefined()
    expect(instanceFault({ state: 'lost', lostSince: 0 }, 'a', 10_000)).toBeUndefined()
    expect(instanceFault({ state: 'lost', lostSince: 0 }, 'a', 10_001)).toMatchObject({
      code: 'instance_lost',
    })
  })
})
