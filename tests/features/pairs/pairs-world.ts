import { pairs } from '../../../src/features/pairs/feature.ts'
import { PairCheckView, PairView } from '../../../src/features/pairs/pair-view.ts'
import type { Db } from '../../../src/db/handles.ts'
import { pageOf } from '../../../src/http/pagination.ts'
import type { Creator } from '../../../sim/instagram/world/creator.ts'
import { anApi, type TestApi } from '../../http/kit.ts'
import { startGramdWorld, type GramdWorld, type TaskRow } from '../gramd-world.ts'
import { aTarget } from '../relations/relations-world.ts'
import { runToEnd } from '../relations/run-to-end.ts'

type Person = string | { platform_id: string }
type AskedPair = { a: Person; b: Person }

export type PairsWorld = GramdWorld & {
  db: Db
  api: TestApi
  star: Creator
  /** Asks about pairs; they must be accepted. */
  ask(pairs: AskedPair[], body?: Record<string, unknown>): Promise<PairCheckView>
  show(id: string): Promise<PairCheckView>
  results(id: string): Promise<PairView[]>
  /** Runs the task until it has ended or waits for a confirmation. */
  runToEnd(id: string): Promise<PairCheckView>
  runOnce(signal?: AbortSignal): Promise<TaskRow>
  /** Requests that the stand-in has seen, by endpoint. */
  seen(): Record<string, number>
}

/** gramd with its API on the stand-in, and a creator whose lists have these lengths. */
export async function startPairsWorld(
  db: Db,
  options: {
    followers?: number
    following?: number
    mutuals?: number
    accounts?: number
    settings?: Record<string, string>
  } = {},
): Promise<PairsWorld> {
  const { followers = 1_400, following = 1_300, mutuals = 200, accounts, settings } = options
  const world = await startGramdWorld(db, {
    ...(accounts === undefined ? {} : { accounts }),
    ...(settings ? { settings } : {}),
  })
  const star = aTarget(world)
  world.sim.control.setLists(star.pk, { followers, following, mutuals })
  const api = anApi(db, [pairs.routes?.(world.services) ?? []].flat())
  const show = async (id: string): Promise<PairCheckView> =>
    PairCheckView.parse(await (await api.send('GET', `/api/relations/pairs/${id}`)).json())
  const runOnce = async (signal?: AbortSignal) => await world.runNext('relation_pairs', signal)
  return {
    ...world,
    db,
    api,
    star,
    show,
    runOnce,
    async ask(pairs, body = {}) {
      const json = { pairs, ...body }
      const answer = await api.send('POST', '/api/relations/pairs', { json })
      if (answer.status !== 202) throw new Error(await answer.text())
      return PairCheckView.parse(await answer.json())
    },
    async results(id) {
      const answer = await api.send('GET', `/api/relations/pairs/${id}/results?limit=200`)
      return pageOf(PairView).parse(await answer.json()).data
    },
    runToEnd: async (id) => await runToEnd(world, async () => await show(id)),
    seen: () => world.sim.referee.report().classes,
  }
}

/** Names of some of a list, from its middle on. */
export function namesIn(
  { sim, star }: PairsWorld,
  list: 'followers' | 'following',
  count: number,
  skip = 100,
): string[] {
  const names: string[] = []
  let place = 0
  for (const { username } of sim.control.membersOf(star.pk, list)) {
    place += 1
    if (place > skip) names.push(username)
    if (names.length === count) break
  }
  return names
}

/** What is true of the star and somebody. */
export function truthOf({ sim, star }: PairsWorld): (name: string) => {
  a_follows_b: 'yes' | 'no'
  b_follows_a: 'yes' | 'no'
} {
  const names = (list: 'followers' | 'following') =>
    new Set(Array.from(sim.control.membersOf(star.pk, list), ({ username }) => username))
  const [followers, following] = [names('followers'), names('following')]
  return (name) => ({
    a_follows_b: following.has(name) ? 'yes' : 'no',
    b_follows_a: followers.has(name) ? 'yes' : 'no',
  })
}
