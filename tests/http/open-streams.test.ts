import { describe, expect, test } from 'vitest'
import { TransientError } from '../../src/base/errors.ts'
import { ANONYMOUS, SERVICE, type Principal } from '../../src/http/access/principal.ts'
import { UnauthenticatedError } from '../../src/http/errors.ts'
import { createOpenStreams, MAX_STREAMS } from '../../src/http/streams/open-streams.ts'
import { aLog } from './kit.ts'
import { aManualClock } from './manual-clock.ts'

const USER: Principal = {
  kind: 'user',
  id: 'user:1',
  name: 'dana',
  scopes: ['tasks:read', 'lists:read'],
  isElevated: false,
  user: { id: '1', sessionHash: null },
}
const owner = { authorization: 'Bearer one', principal: USER }

/** The register with a clock and an authenticator that tests set. */
function aRegister() {
  const clock = aManualClock()
  const state = { find: (): Principal => USER, lookups: 0 }
  const authenticate = async (): Promise<Principal> => {
    state.lookups += 1
    return await Promise.resolve(state.find())
  }
  const { log, lines } = aLog()
  const streams = createOpenStreams({ authenticate, clock, log })
  const open = (from = owner) => {
    const stream = { isOver: false, close: () => undefined as void }
    stream.close = streams.open(from, () => {
      stream.isOver = true
    })
    return stream
  }
  return { clock, state, streams, open, lines }
}

const refuse = (): never => {
  throw new UnauthenticatedError('token_invalid', 'the token is unknown')
}

describe('a stream ends within 15 s', () => {
  test.for([
    ['when its token is refused', refuse],
    ['when its owner may do less', () => ({ ...USER, scopes: ['tasks:read'] as const })],
    ['when its owner needs a second factor', () => ({ ...USER, mustEnroll: true as const })],
    ['when the token has become that of somebody else', () => ({ ...USER, id: 'user:2' })],
  ] as const)('%s', async ([, find]) => {
    const { clock, state, open } = aRegister()
    const stream = open()
    await clock.pass(60_000)
    expect(stream.isOver).toBe(false)

    state.find = find
    await clock.pass(15_000)

    expect(stream.isOver).toBe(true)
    stream.close()
  })

  test('when the database does not answer, and not for a short outage', async () => {
    const { clock, state, open, lines } = aRegister()
    const stream = open()
    const fail = (): never => {
      throw new TransientError('no database')
    }
    state.find = fail
    await clock.pass(13_000)
    state.find = () => USER
    await clock.pass(20_000)
    expect(stream.isOver).toBe(false)

    state.find = fail
    await clock.pass(16_000)

    expect(stream.isOver).toBe(true)
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'principal of a stream not checked', code: 'transient' }),
    )
    stream.close()
  })

  test('and at once when somebody has lost access in this process', async () => {
    const { clock, state, streams, open } = aRegister()
    const stream = open()
    await clock.pass(0)
    state.find = refuse
    streams.recheck()
    await clock.pass(0)

    expect(stream.isOver).toBe(true)
    stream.close()
  })
})

test('an owner with more scopes than before goes on, and many streams are checked at once', async () => {
  const { clock, state, open } = aRegister()
  const opened = Array.from({ length: MAX_STREAMS }, () => open())
  state.find = () => ({ ...USER, scopes: [...USER.scopes, 'tasks:write'] })

  await clock.pass(30_000)

  expect(opened.some(({ isOver }) => isOver)).toBe(false)
  expect(state.lookups).toBe(3)
  for (const { close } of opened) close()
  await clock.pass(60_000)
  expect(state.lookups).toBe(3)
})

test('one session or token has 20 streams, however its header is written', () => {
  const { open, streams } = aRegister()
  const opened = Array.from({ length: MAX_STREAMS }, () => open())
  const spelled = { ...owner, authorization: ' bearer   one ' }

  expect(() => open(spelled)).toThrow('20 event streams')
  const other = open({ authorization: 'Bearer two', principal: SERVICE })
  const download = streams.watch(owner, () => undefined)
  opened[0]?.close()
  opened[0]?.close()
  opened.push(open(spelled))
  expect(() => open()).toThrow('20 event streams')

  for (const { close } of [...opened, other]) close()
  download()
})

test('what needs no token is not watched', async () => {
  const { clock, state, open } = aRegister()
  state.find = refuse
  const stream = open({ authorization: 'Bearer one', principal: ANONYMOUS })

  await clock.pass(60_000)

  expect([stream.isOver, state.lookups]).toEqual([false, 0])
})
