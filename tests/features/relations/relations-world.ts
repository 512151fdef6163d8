import { CheckView } from '../../../src/features/relations/check-view.ts'
import { operations } from '../../../src/features/relations/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { taskOperations } from '../../../src/features/tasks/operations/tasks.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { Creator } from '../../../sim/instagram/world/creator.ts'
import { anApi, type TestApi } from '../../http/kit.ts'
import { startGramdWorld, type GramdWorld, type TaskRow } from '../gramd-world.ts'
import { runToEnd } from './run-to-end.ts'

export type RelationsWorld = GramdWorld & {
  db: Db
  api: TestApi
  /** Asks for a check of the target's followers unless told otherwise; it must be accepted. */
  ask(body?: Record<string, unknown>): Promise<CheckView>
  check(id: string): Promise<CheckView>
  /** Runs checks until none is due any more within days, letting world time pass in between. */
  runToEnd(id: string): Promise<CheckView>
  /** Runs the checks' first due task once. */
  runOnce(signal?: AbortSignal): Promise<TaskRow>
  target: Creator
}

/** A public creator of the stand-in. */
export function aTarget({ sim }: GramdWorld, place = 0): Creator {
  const found = Array.from({ length: 60 }, (_, index) => sim.world.creatorAt(index + 1)).filter(
    ({ isPrivate, isDeleted }) => !isPrivate && !isDeleted,
  )[place]
  if (!found) throw new Error('too few creators')
  return found
}

/** gramd with its API on the stand-in, and a target whose lists have these lengths. */
export async function startRelationsWorld(
  db: Db,
  options: {
    followers?: number
    following?: number
    mutuals?: number
    accounts?: number
    settings?: Record<string, string>
  } = {},
): Promise<RelationsWorld> {
  const { followers = 300, following = 60, mutuals = 0, accounts = 3, settings } = options
  const world = await startGramdWorld(db, { accounts, ...(settings ? { settings } : {}) })
  const target = aTarget(world)
  world.sim.control.setLists(target.pk, { followers, following, mutuals })
  const api = anApi(db, [
    mountOperations(world.services, operations),
    mountOperations(world.services, taskOperations),
  ])
  const check = async (id: string): Promise<CheckView> =>
    CheckView.parse(await (await api.send('GET', `/api/relations/${id}`)).json())
  const runOnce = async (signal?: AbortSignal) => await world.runNext('relation_check', signal)
  return {
    ...world,
    db,
    api,
    target,
    check,
    runOnce,
    async ask(body = {}) {
      const json = { username: target.username, kinds: ['followers'], ...body }
      const answer = await api.send('POST', '/api/relations', { json })
      if (answer.status !== 202) throw new Error(await answer.text())
      return CheckView.parse(await answer.json())
    },
    runToEnd: async (id) => await runToEnd(world, async () => await check(id)),
  }
}

export type StoredMember = {
  platform_id: string
  username: string
  is_private: boolean | null
  is_verified: boolean | null
}

/** What is stored of a list, by id. */
export async function storedMembers(
  { db }: RelationsWorld,
  id: string,
  kind: 'followers' | 'following' = 'followers',
): Promise<StoredMember[]> {
  return await db
    .selectFrom('relation_members')
    .select(['platform_id', 'username', 'is_private', 'is_verified'])
    .where('check_id', '=', id)
    .where('kind', '=', kind)
    .orderBy('platform_id')
    .execute()
}

/** Who is in the list in truth, in the same form. */
export function trueMembers(
  { sim, target }: RelationsWorld,
  kind: 'followers' | 'following' = 'followers',
): StoredMember[] {
  return [...sim.control.membersOf(target.pk, kind)]
    .map((member) => ({
      platform_id: member.platformId,
      username: member.username,
      is_private: member.isPrivate,
      is_verified: member.isVerified,
    }))
    .sort((one, other) => (one.platform_id < other.platform_id ? -1 : 1))
}

/** What a check tells of its way, without the times. */
export async function eventsOf({ db }: RelationsWorld, id: string) {
  return await db
    .selectFrom('relation_events')
    .select(['event', 'data'])
    .where('check_id', '=', id)
    .orderBy('id')
    .execute()
}
