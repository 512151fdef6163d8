import { expect, test } from 'vitest'
import {
  ChallengeRequiredError,
  LoginRequiredError,
  RateLimitedError,
  TransientPlatformError,
  UnexpectedAnswerError,
} from '../../src/platforms/errors.ts'
import type { MembersPage } from '../../src/platforms/member-reader.ts'
import { seededRandom } from '../pool/pool-fixture.ts'
import {
  idsOf,
  nothingStored,
  people,
  readToTheEnd,
  worldOf,
  type Asked,
  type CursorPolicy,
  type MembersWorld,
} from './members-world.ts'

const POLICIES: CursorPolicy[] = ['free', 'refused', 'empty', 'first_page']
const SIZES = [1, 2, 90, 200, 201, 1_663, 4_005]
const SEEDS = 150

type Disturb = (world: MembersWorld, asked: Asked, right: MembersPage) => MembersPage | Error

/** Whatever a platform does to a request, by chance. */
const DISTURBANCES: Disturb[] = [
  () => new TransientPlatformError('the platform stumbled'),
  () => new UnexpectedAnswerError('the answer makes no sense'),
  () => new RateLimitedError('too many requests'),
  (world, { account }) => {
    if (world.lost.size < 2) world.lost.add(account)
    return new LoginRequiredError('the session is dead')
  },
  (world, { account }) => {
    if (world.lost.size < 2) world.lost.add(account)
    return new ChallengeRequiredError('a person has to look')
  },
  (_world, _asked, right) => ({ ...right, members: [], next: null }),
  (_world, _asked, right) => ({ ...right, next: null }),
  (world, _asked, right) => ({ ...right, members: world.members.slice(0, world.pageSize) }),
  (world, { offset, account }, right) => {
    const end = offset + 2 * world.pageSize
    const next = end < world.members.length ? { maxId: `x@${end}`, rankToken: account } : null
    return { ...right, members: world.members.slice(offset + world.pageSize, end), next }
  },
  (world, _asked, right) => ({
    ...right,
    members: [...right.members, ...world.members.slice(0, 10)],
  }),
]

test('a list that is said to be complete is, whatever happens while it is read', async () => {
  let complete = 0
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const random = seededRandom(seed * 7_919)
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
    const share = pick([0.02, 0.1, 0.3])
    const world = worldOf(people(pick(SIZES)), { policy: pick(POLICIES) })
    world.fault = (asked, right) =>
      random() < share ? pick(DISTURBANCES)(world, asked, right) : undefined
    const stored = nothingStored()
    const outcome = await readToTheEnd(world, stored, { dies: () => random() < 0.1 })
    const truth = idsOf(world.members)
    const found = new Set(stored.ids)
    expect(found.size, `seed ${seed}`).toBe(stored.ids.length)
    expect(new Set([...truth, ...found]).size, `seed ${seed}`).toBe(truth.length)
    if (outcome.kind === 'complete') expect(stored.ids.toSorted(), `seed ${seed}`).toEqual(truth)
    if (outcome.kind === 'complete') complete += 1
  }
  expect(complete).toBeGreaterThan(SEEDS * 0.95)
})
