import {
  AppOutdatedError,
  BadCredentialsError,
  ChallengeRequiredError,
  FeedbackRequiredError,
  IpBlockedError,
  LoginRequiredError,
  ProxyFailedError,
  RateLimitedError,
  SuspendedError,
  TwoFactorRequiredError,
  UnexpectedAnswerError,
} from '../../../src/platforms/errors.ts'
import { NotFoundError } from '../../../src/platforms/target-errors.ts'
import { consequenceOf, type AccountRecord } from '../../../src/pool/state/consequence.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { HOUR, LIMITS, MINUTE } from '../pool-fixture.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const after = (ms: number): Date => new Date(NOW.getTime() + ms)

const account: AccountRecord = {
  state: 'active',
  hasPassword: true,
  hasSession: true,
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

  test.for([
    [6 * HOUR - 1, 3],
    [6 * HOUR, 2],
    [13 * HOUR, 1],
    [18 * HOUR, 0],
    [100 * HOUR, 0],
  ] as const)('%i clean ms leave a streak of three rate limits at %i', ([cleanMs, streak]) => {
    const record = { rateLimitStreak: 3, cleanSince: after(-cleanMs) }
    expect(consequence(new RateLimitedError('r'), record)).toMatchObject({
      restUntil: after(45 * MINUTE * 2 ** streak),
      rateLimitStreak: streak + 1,
    })
  })

  test('the same clean hours count once: only a new rest stores the shorter streak', () => {
    const record = { rateLimitStreak: 3, feedbackStreak: 2, cleanSince: after(-12 * HOUR) }
    for (const error of [
      new ChallengeRequiredError('c'),
      new ProxyFailedError('p'),
      new UnexpectedAnswerError('u'),
      new FeedbackRequiredError('f'),
    ])
      expect(consequence(error, record)).toMatchObject({ restUntil: null, rateLimitStreak: 3 })
    const rested = consequence(new FeedbackRequiredError('f'), { ...record, feedbackStreak: 0 })
    expect(rested).toMatchObject({ restUntil: after(24 * HOUR), rateLimitStreak: 1 })
  })

  test('feedback counts as the first again after 24 clean hours', () => {
    const error = new FeedbackRequiredError('f')
    const record = { feedbackStreak: 2, cleanSince: after(-24 * HOUR - 1) }
    expect(consequence(error, record).restUntil).toEqual(after(24 * HOUR))
    const recent = { feedbackStreak: 2, cleanSince: after(-24 * HOUR + 1) }
    expect(consequence(error, recent).state).toBe('needs_operator')
  })

  test('the third whole strike is a rest, and strikes restart at 0', () => {
    const error = new UnexpectedAnswerError('u')
    expect(consequence(error, { strikes: 4 })).toMatchObject({ state: 'active', strikes: 5 })
    expect(consequence(error, { strikes: 5, rateLimitStreak: 1 })).toMatchObject({
      state: 'resting',
      restUntil: after(45 * MINUTE),
      strikes: 0,
      rateLimitStreak: 1,
    })
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

  test('a rest does not bring back into service an account that was taken out', () => {
    expect(consequence(new RateLimitedError('r'), { state: 'paused' })).toMatchObject({
      state: 'paused',
      restUntil: after(45 * MINUTE),
    })
  })
})
