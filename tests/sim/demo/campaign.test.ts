import stringWidth from 'string-width'
import { expect, test } from 'vitest'
import { chooseCreators, courseOf } from '../../../sim/demo/campaign/course.ts'
import { describeCampaign, failuresOfCampaign } from '../../../sim/demo/campaign/describe.ts'
import {
  hasHappened,
  isMeasured,
  isOverdue,
  lateIn,
  type Results,
} from '../../../sim/demo/campaign/results.ts'
import type { CampaignOutcome } from '../../../sim/demo/campaign/run.ts'
import { createWorld } from '../../../sim/instagram/world/world.ts'

const EPOCH = Date.parse('2026-11-16T00:00:00Z')
const world = createWorld({ seed: 'demo', creators: 100_000, epoch: EPOCH, shapes: true })
const course = courseOf(chooseCreators(world), EPOCH)

test('one of eight creators forgets its label, one is late, and one post goes', () => {
  expect(new Set(course.map(({ creator }) => creator.username)).size).toBe(8)
  expect(new Set(course.map(({ code }) => code)).size).toBe(8)
  expect(
    course.filter(({ script }) => script.sponsors?.length === 0).map(({ fate }) => fate),
  ).toEqual(['forgets_its_label'])
  expect(
    course.filter(({ script, dueAt }) => script.takenAt > dueAt).map(({ fate }) => fate),
  ).toEqual(['late'])
  expect(
    course.filter(({ script }) => script.goneFrom !== undefined).map(({ fate }) => fate),
  ).toEqual(['post_goes'])
})

/** The answer of gramd at the end; `lateState` is that of the creator who is late. */
const answer = (lateState: string): Results => ({
  creators: course.map(({ creator, fate, script }) => ({
    blog: { username: creator.username },
    state: fate === 'late' ? lateState : 'delivered',
    results:
      fate === 'late' && lateState === 'overdue'
        ? []
        : [
            {
              kind: 'post',
              taken_at: new Date(script.takenAt).toISOString(),
              gone_since: fate === 'post_goes' ? '2026-11-18T00:00:00Z' : null,
              at_ages: { day_1: { value: 5 }, day_3: { value: fate === 'as_promised' ? 9 : null } },
            },
          ],
  })),
  totals: {
    promised: 9,
    views: 1,
    reactions: 1,
    currency: 'KZT',
    agreed: '1.00',
    cost_per_mille: null,
  },
  alerts: course
    .filter(({ fate }) => fate === 'forgets_its_label')
    .map(({ creator }) => ({ kind: 'not_labelled', blog: { username: creator.username } })),
})

test('all has happened once the late post is there, and not while it is overdue', () => {
  const [before, after] = [answer('overdue'), answer('delivered')]
  expect([isOverdue(before, course), hasHappened(before, course)]).toEqual([true, false])
  expect([isOverdue(after, course), hasHappened(after, course)]).toEqual([false, true])
  expect(lateIn(after, course)).toMatchObject({ hours: 12 })
  // The post without a label has no value of the third day yet.
  expect(isMeasured(after, course)).toBe(false)
})

const outcome: CampaignOutcome = {
  name: 'Botam winter',
  cities: ['Shymkent', 'Astana'],
  creators: course.map(({ creator }) => creator.username),
  days: 3.46,
  requests: 136,
  promised: 9,
  posts: 8,
  stories: 1,
  unlabelled: 'a_name_of_thirty_characters_123',
  late: { username: 'a_name_of_thirty_characters_123', hours: 12 },
  gone: 'a_name_of_thirty_characters_123',
  afterOneDay: 7,
  afterThreeDays: 6,
  views: 1_225_411,
  reactions: 118_944,
  agreed: '1710000.00',
  costPerMille: '4658.00',
  currency: 'KZT',
  url: 'http://127.0.0.1:8001/s/Gdl2kSM9wfl872pb-UBNFETniSmtFUGtyswNbQfK7RU',
  opens: true,
}

test('the campaign fits the screen, and what is missing fails the demo', () => {
  const text = describeCampaign(outcome)
  for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(80)
  expect(text).toContain(`\n  ${outcome.url}\n`)
  expect(text).toContain('Agreed: 1,710,000 KZT; 1,000 views cost 4,658 KZT.')
  expect(failuresOfCampaign(outcome)).toEqual([])
  const broken = { ...outcome, posts: 7, late: null, gone: null, unlabelled: null, opens: false }
  expect(failuresOfCampaign(broken)).toHaveLength(5)
})
