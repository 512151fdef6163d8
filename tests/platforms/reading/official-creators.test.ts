import { describe, expect, test } from 'vitest'
import { GraphError, type GraphErrorKind } from '../../../src/platforms/graph-error.ts'
import {
  createOfficialCreators,
  type AcquireConnection,
} from '../../../src/platforms/reading/official-creators.ts'

const DAY = 24 * 3_600_000
const signal = new AbortController().signal

const failure = (kind: GraphErrorKind): GraphError =>
  new GraphError('no', {
    kind,
    metaCode: 1,
    metaSubcode: null,
    httpStatus: 400,
    traceId: null,
    retryAfterMs: null,
    userMessage: null,
  })

/** Official creators whose every call ends as told; `asked` has their names. */
function failingWith(error: unknown, lend?: AcquireConnection) {
  const asked: string[] = []
  const time = { now: new Date('2026-11-01T12:00:00Z') }
  const call = { login: 'facebook', token: 't', signal } as const
  const official = createOfficialCreators(
    {
      async discoverCreator(_call, _id, { username }) {
        asked.push(username)
        if (error === null) return null
        throw error
      },
    },
    lend ?? (async (_signal, work) => await work(call, '1784')),
    { clock: { now: () => time.now }, log: { info: () => undefined } },
  )
  const discover = async (name: string, stop = signal) =>
    await official.discover(name, { posts: 12, signal: stop })
  return { asked, time, discover }
}

describe('a creator whom Meta does not tell', () => {
  test.for([failure('gone'), null])('is left to accounts for a day', async (error) => {
    const { asked, time, discover } = failingWith(error)
    expect(await discover('Mila')).toBeNull()
    expect(await discover('mila')).toBeNull()
    expect(await discover('anna')).toBeNull()
    expect(asked).toEqual(['mila', 'anna'])
    time.now = new Date(time.now.getTime() + DAY + 1)
    await discover('mila')
    expect(asked).toEqual(['mila', 'anna', 'mila'])
  })

  test('because a call failed is asked for again next time', async () => {
    const { asked, discover } = failingWith(failure('transient'))
    expect(await discover('mila')).toBeNull()
    expect(await discover('mila')).toBeNull()
    expect(asked).toHaveLength(2)
  })

  test('because no connection is free costs no call', async () => {
    const { asked, discover } = failingWith(null, async () => null)
    expect(await discover('mila')).toBeNull()
    expect(asked).toEqual([])
  })
})

test('a defect is not hidden, and a stop is a stop', async () => {
  await expect(failingWith(new TypeError('x')).discover('mila')).rejects.toThrow('x')
  const stop = AbortSignal.abort(new Error('the process stops'))
  const { discover } = failingWith(failure('transient'))
  await expect(discover('mila', stop)).rejects.toThrow('the process stops')
})
