import { expect, test } from 'vitest'
import { BEHAVIOURS } from '../../../sim/campaigns/behaviours.ts'
import type { StoryScript } from '../../../sim/campaigns/course.ts'
import { judgeResults, type Results } from '../../../sim/campaigns/judge.ts'
import { buildParticipants, COURSE_MS, scriptsOf } from '../../../sim/campaigns/scenario.ts'
import { shortcode } from '../../../sim/instagram/world/ids.ts'
import { createWorld } from '../../../sim/instagram/world/world.ts'
import type { z } from 'zod'

const EPOCH = Date.parse('2026-11-16T00:00:00Z')
const aWorld = (now = EPOCH) =>
  createWorld({ seed: 'campaign', creators: 10_000, epoch: EPOCH, shapes: true, now: () => now })
type Stated = z.output<typeof Results>

test('a campaign has fifty creators of many behaviours, with other accounts where they publish there', () => {
  const participants = buildParticipants(aWorld(), EPOCH)
  expect(participants).toHaveLength(50)
  expect(new Set(participants.map(({ behaviour }) => behaviour)).size).toBe(
    Object.keys(BEHAVIOURS).length,
  )
  const accounts = participants.flatMap(({ creator, second }) => [
    creator,
    ...(second ? [second] : []),
  ])
  expect(new Set(accounts.map(({ pk }) => pk)).size).toBe(52)
  expect(new Set(participants.map(({ agreement }) => agreement.code)).size).toBe(50)
  expect(buildParticipants(aWorld(), EPOCH)).toEqual(participants)
})

test('everything happens within the course, and every creator also lives its ordinary life', () => {
  const participants = buildParticipants(aWorld(), EPOCH)
  const scripts = scriptsOf(participants)
  for (const { creator } of participants)
    expect(scripts.get(creator.username)?.some(({ caption }) => caption.includes('парк'))).toBe(
      true,
    )
  const times = [...scripts.values()]
    .flat()
    .flatMap(({ takenAt, goneFrom = takenAt, edits = [] }) => [
      takenAt,
      goneFrom,
      ...edits.map(({ at }) => at),
    ])
  expect(Math.min(...times)).toBeGreaterThan(EPOCH - 86_400_000)
  expect(Math.max(...times)).toBeLessThan(EPOCH + COURSE_MS)
})

test('the stand-in shows each post of the campaign at the end, but those that are gone', () => {
  const world = aWorld(EPOCH + COURSE_MS)
  const participants = buildParticipants(world, EPOCH)
  for (const [username, scripts] of scriptsOf(participants)) {
    const creator = world.creator(username)
    if (!creator) throw new Error(`there is no ${username}`)
    for (const script of scripts) world.publish(creator, script)
  }
  for (const { creator, second, course } of participants) {
    for (const { by, script, isGone } of course.results) {
      const author = world.creator((by === 'second' ? second : creator)?.username ?? '')
      if (!author) throw new Error('a post has no account')
      const taken = Math.floor(script.takenAt / 1_000) * 1_000
      const times = world.posts(author).map(({ takenAt }) => takenAt.getTime())
      expect(times.includes(taken)).toBe(!isGone)
    }
  }
})

/** A perfect gramd: all that can be known, and nothing else. */
function perfect(participants: ReturnType<typeof buildParticipants>): Stated {
  return {
    creators: participants.map(({ creator, course }, at) => ({
      blog: { username: creator.username },
      results: [
        ...course.results.map(({ label, isGone, script }, place) => ({
          kind: 'post' as const,
          url: `https://www.instagram.com/p/${codeOf(at, place)}/`,
          caption: script.caption,
          label,
          gone_since: isGone ? '2026-11-20T00:00:00Z' : null,
          at_ages: { day_1: { value: 10, reason: null } },
        })),
        ...(course.stories ?? []).map((story) => ({
          kind: 'story' as const,
          url: `https://www.instagram.com/stories/${creator.username}/${idOf(story)}/`,
          caption: null,
          label: null,
          gone_since: null,
          at_ages: { day_1: { value: null, reason: 'no_counts' } },
        })),
      ],
    })),
    alerts: participants.flatMap(({ creator, course }) =>
      course.alerts.map((kind) => ({ kind, blog: { username: creator.username } })),
    ),
  }
}

const idOf = ({ at }: StoryScript) => String(at)

const codeOf = (at: number, place: number) => shortcode(String(3_000_000 + at * 10 + place))

test('the judge accepts a perfect answer, and finds each planted fault', () => {
  const participants = buildParticipants(aWorld(), EPOCH)
  const judge = (stated: Stated, stored: ReadonlyMap<string, number> = new Map()) =>
    judgeResults(participants, stated, {
      codeOf: (participant, post) =>
        codeOf(participants.indexOf(participant), participant.course.results.indexOf(post)),
      stories: { published: ({ course }) => (course.stories ?? []).map(idOf), stored },
    })
  const whole = judge(perfect(participants))
  expect(whole).toMatchObject({
    falseResults: [],
    storedOfPrivate: [],
    differences: [],
    alerts: [],
    publishedStories: 6,
    foundStories: 6,
  })
  expect(whole.found - whole.foundStories).toBe(whole.measured)
  // Two creators write the name of the brand wrong, and nothing else says that it is meant.
  expect(whole.published - whole.found).toBe(2)

  const faulty = perfect(participants)
  const [first, second, third] = faulty.creators.filter(
    ({ results }) => results[0]?.kind === 'post',
  )
  const story = faulty.creators
    .flatMap(({ results }) => results)
    .find(({ kind }) => kind === 'story')
  if (!story) throw new Error('there is no story')
  story.url = 'https://www.instagram.com/stories/someone/1/'
  if (!first?.results[0] || !second?.results[0] || !third?.results[0]) throw new Error('too few')
  first.results[0].url = 'https://www.instagram.com/p/another/'
  second.results[0].label = null
  third.results[0].gone_since = '2026-11-20T00:00:00Z'
  faulty.alerts.shift()
  const hidden = participants.find(({ course }) => course.privateFrom !== undefined)
  const verdict = judge(faulty, new Map([[hidden?.creator.username ?? '', 1]]))
  expect(verdict.found).toBe(whole.found - 2)
  expect(verdict.foundStories).toBe(5)
  expect(verdict.falseResults).toHaveLength(2)
  expect(verdict.storedOfPrivate).toHaveLength(1)
  expect(verdict.differences).toHaveLength(2)
  expect(verdict.alerts).toHaveLength(1)
})
