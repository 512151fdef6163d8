import {
  AppOutdatedError,
  BadCredentialsError,
  ChallengeRequiredError,
  FeedbackRequiredError,
  IpBlockedError,
  LoginRequiredError,
  NotFoundError,
  ProxyFailedError,
  RateLimitedError,
  SuspendedError,
  TwoFactorRequiredError,
} from '../../src/platforms/errors.ts'
import { consequenceOf, type AccountRecord } from '../../src/pool/consequence.ts'
import { describe, expect, test } from '../fixtures/test.ts'
import { HOUR, LIMITS, MINUTE } from './pool-fixture.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const after = (ms: number): Date => new Date(NOW.getTime() + ms)

const account: AccountRecord = {
  state: 'active',
  hasPassword: true,
  rateLimitStreak: 0,
  feedbackStreak: 0,
  strikes: 0,
  cleanSince: null,
}
const consequence = (error: Parameters<typeof consequenceOf>[0], record?: Partial<AccountRecord>) =>
  consequenceOf(error, { ...account, ...record }, NOW, LIMITS)

describe('an outcome', () => {
  test.for([
    [new ChallengeRequiredError('c'), { state: 'needs_operator', restUntil: null }],
    [new TwoFactorRequiredError('2'), { state: 'needs_operator', restUntil: null }],
    [new BadCredentialsError('b'), { state: 'needs_operator', restUntil: null }],
    [new SuspendedError('s'), { state: 'suspended', restUntil: null }],
    [new LoginRequiredError('l'), { state: 'active', sessionDied: true }],
    [new ProxyFailedError('p'), { state: 'active', strikesProxy: true, healthLoss: 0 }],
    [new IpBlockedError('i'), { state: 'active', strikesProxy: true, healthLoss: 0 }],
    [new NotFoundError('n'), { state: 'active', healthLoss: 0 }],
    [new AppOutdatedError('a'), { state: 'active', healthLoss: 0 }],
  ] as const)('%s moves the account as the table says', ([error, expected]) => {
    expect(consequence(error)).toMatchObject(expected)
  })

  test('a dead session without a password waits for a login by hand', () => {
    expect(consequence(new LoginRequiredError('l'), { hasPassword: false }).state).toBe(
      'needs_login',
    )
  })

  test.for([
    [0, 45 * MINUTE],
    [1, 90 * MINUTE],
    [2, 180 * MINUTE],
    [9, 24 * HOUR],
  ] as const)('rate limit after %i others in a row rests %i ms', ([streak, restMs]) => {
    expect(consequence(new RateLimitedError('r'), { rateLimitStreak: streak })).toMatchObject({
      state: 'resting',
      restUntil: after(restMs),
      rateLimitStreak: streak + 1,
    })
  })

  test('the streak is forgotten after 24 clean hours', () => {
    const record = { rateLimitStreak: 3, cleanSince: after(-24 * HOUR - 1) }
    expect(consequence(new RateLimitedError('r'), record).restUntil).toEqual(after(45 * MINUTE))
    const recent = { rateLimitStreak: 3, cleanSince: after(-24 * HOUR + 1) }
    expect(consequence(new RateLimitedError('r'), recent).restUntil).toEqual(after(360 * MINUTE))
  })

  test('feedback rests one day, then three, then waits for a person', () => {
    const error = new FeedbackRequiredError('f')
    expect(consequence(error)).toMatchObject({ state: 'resting', restUntil: after(24 * HOUR) })
    expect(consequence(error, { feedbackStreak: 1 })).toMatchObject({
      state: 'resting',
      restUntil: after(72 * HOUR),
    })
    expect(consequence(error, { feedbackStreak: 2 })).toMatchObject({
      state: 'needs_operator',
      restUntil: null,
    })
  })

  test('feedback that names a date rests until then', () => {
    const error = new FeedbackRequiredError('f', after(240 * HOUR))
    for (const feedbackStreak of [0, 1, 2]) {
      expect(consequence(error, { feedbackStreak })).toMatchObject({
        state: 'resting',
        restUntil: after(240 * HOUR),
      })
    }
    const past = new FeedbackRequiredError('f', after(-HOUR))
    expect(consequence(past).restUntil).toEqual(after(24 * HOUR))
  })

  test('a rest does not bring back into service what somebody took out of it', () => {
    expect(consequence(new RateLimitedError('r'), { state: 'paused' })).toMatchObject({
      state: 'paused',
      restUntil: after(45 * MINUTE),
    })
  })
})
