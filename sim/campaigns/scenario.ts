import type { Creator } from '../instagram/world/creator.ts'
import type { PostScript } from '../instagram/world/scripted.ts'
import type { World } from '../instagram/world/world.ts'
import { BEHAVIOURS, type BehaviourName } from './behaviours.ts'
import { ordinaryPost, type Agreement, type Behaviour, type Course } from './course.ts'

/** One creator of the campaign: what was agreed, and what it does. */
export type Participant = {
  behaviour: BehaviourName
  creator: Creator
  /** Another account of the same person, for those that publish there. */
  second: Creator | null
  agreement: Agreement
  promises: 'post' | 'story'
  course: Course
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
/** After this time nothing new happens to any post. */
export const COURSE_MS = 8 * DAY
const DUE_MS = 5 * DAY

/**
 * Fifty visible creators of the world with enough posts, each with a behaviour. The same world and
 * start give the same ones.
 */
export function buildParticipants(world: World, startsAt: number): Participant[] {
  const visible = visibleCreators(world)
  return behaviours().map((behaviour, at) => {
    const creator = take(visible)
    const agreement = agreementOf(creator, { at, startsAt, behaviour })
    const course: Course = behaviourOf(behaviour).course(agreement)
    const isBySecond = course.results.some(({ by }) => by === 'second')
    const second = isBySecond ? take(visible) : null
    const promises = behaviourOf(behaviour).promises ?? 'post'
    return { behaviour, creator, second, agreement, promises, course }
  })
}

const behaviourOf = (name: BehaviourName): Behaviour => BEHAVIOURS[name]

const behaviours = (): BehaviourName[] =>
  Object.entries(BEHAVIOURS).flatMap(([name, { creators }]) =>
    // The entries are those of the table.
    Array.from({ length: creators }, () => name as BehaviourName),
  )

/** The posts of each account, by username. */
export function scriptsOf(participants: readonly Participant[]): Map<string, PostScript[]> {
  const scripts = new Map<string, PostScript[]>()
  const add = (creator: Creator | null, script: PostScript): void => {
    if (!creator) throw new Error('a post has no account')
    scripts.set(creator.username, [...(scripts.get(creator.username) ?? []), script])
  }
  for (const { creator, second, course, agreement } of participants) {
    add(creator, ordinaryPost(agreement))
    for (const { by, script } of course.results) add(by === 'second' ? second : creator, script)
    for (const script of [...(course.unrecognisable ?? []), ...(course.others ?? [])])
      add(creator, script)
  }
  return scripts
}

function agreementOf(
  creator: Creator,
  { at, startsAt, behaviour }: { at: number; startsAt: number; behaviour: BehaviourName },
): Agreement {
  const reach = creator.followerCount
  return {
    code: `${creator.persona.first.latin.toUpperCase()}${10 + at}`,
    startsAt,
    // Creators publish at different hours.
    dueAt: startsAt + DUE_MS + (at % 10) * HOUR,
    kind: behaviourOf(behaviour).kind ?? (at % 3 === 2 ? 'photo' : 'reel'),
    likes: Math.max(20, Math.round(reach * 0.03)),
    comments: Math.max(2, Math.round(reach * 0.002)),
    plays: Math.max(200, Math.round(reach * 0.9)),
  }
}

const isFit = (creator: Creator): boolean =>
  !creator.isPrivate &&
  !creator.isDeleted &&
  creator.restriction === null &&
  !creator.hidesCounts &&
  creator.mediaCount >= 20 &&
  creator.followerCount >= 2_000 &&
  creator.followerCount <= 300_000

function* visibleCreators(world: World): Generator<Creator, undefined> {
  for (let index = 0; index < world.creators; index++) {
    const creator = world.creatorAt(index)
    if (isFit(creator)) yield creator
  }
}

function take(creators: Generator<Creator, undefined>): Creator {
  const { value } = creators.next()
  if (!value) throw new RangeError('the world has too few creators for a campaign')
  return value
}
