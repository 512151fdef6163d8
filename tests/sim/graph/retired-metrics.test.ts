import { createGraphClient } from '../../../src/platforms/graph/client.ts'
import { metricsOf } from '../../../src/platforms/graph/metric-sets.ts'
import { createRefusedMetrics } from '../../../src/platforms/graph/refused-metrics.ts'
import type { GraphApi } from '../../../src/platforms/graph-api.ts'
import type { GraphCall, GraphLogin } from '../../../src/platforms/graph-call.ts'
import type { OwnMediaType } from '../../../src/platforms/own-media-reader.ts'
import type { AddedPost } from '../../../sim/graph/world/posts.ts'
import { DAY, expect, pageToken, startWorld, test, type World } from './kit.ts'

const BRAND = 'qahwa.co'

/** A post of each type, as Meta tells it. */
const POSTS = {
  REEL: { type: 'VIDEO', product: 'REELS' },
  VIDEO: { type: 'VIDEO', product: 'FEED' },
  IMAGE: { type: 'IMAGE', product: 'FEED' },
  CAROUSEL: { type: 'CAROUSEL_ALBUM', product: 'FEED' },
  STORY: { type: 'IMAGE', product: 'STORY' },
  UNKNOWN: { type: 'IMAGE', product: 'FEED' },
} as const satisfies Record<OwnMediaType, Partial<AddedPost>>
const TYPES = Object.keys(POSTS) as OwnMediaType[]

const aClient = ({ sim, clock }: World) =>
  createGraphClient({
    version: 'v25.0',
    hosts: sim.hosts,
    apps: sim.apps,
    postsPerDay: 50,
    timeoutMs: 5_000,
    refusedMetrics: createRefusedMetrics(clock),
  })

/** The stand-in with one connected account, and a call for it. */
async function aBrand(login: GraphLogin): Promise<{ world: World; call: GraphCall; ig: string }> {
  const world = await startWorld({ switches: { lagHours: 0, dailyUsers: 10_000 } })
  const { token, ig } =
    login === 'facebook'
      ? await pageToken(world, 'brand')
      : {
          token: await world.connect('instagram', { as: 'brand', account: BRAND }),
          ig: world.sim.control.truth.accountId(BRAND),
        }
  return { world, ig, call: { login, token, signal: AbortSignal.timeout(60_000) } }
}

for (const login of ['facebook', 'instagram'] as const) {
  test(`with ${login}, each metric of each type may be retired, and no other is lost`, async () => {
    const { world, call } = await aBrand(login)
    const { sim, clock } = world
    for (const type of TYPES) {
      const { id } = sim.control.addPost(BRAND, POSTS[type])
      clock.pass(DAY / 2)
      const all = metricsOf(login, type)
      for (const retired of all) {
        sim.control.set({ retiredMetrics: [retired] })
        const client = aClient(world)
        const read = async () => await client.mediaInsights(call, { platformId: id, type })
        const first = await read()
        sim.control.clearRecords()
        const second = await read()
        for (const { metrics, gaps, isFinal } of [first, second]) {
          expect(Object.keys(metrics).sort(), `${type} ${retired}`).toEqual(
            all.filter((metric) => metric !== retired).sort(),
          )
          expect([gaps[retired], isFinal]).toEqual(['refused', false])
        }
        expect(sim.control.requests(), 'what was learnt is not asked for again').toHaveLength(1)
        expect(sim.control.violations()).toEqual([])
        if (retired !== all[0] || type === 'STORY') continue
        // A day later it may be back.
        clock.pass(DAY)
        sim.control.set({ retiredMetrics: [] })
        expect(Object.keys((await read()).metrics)).toContain(retired)
      }
    }
    await sim.close()
  })

  test(`with ${login}, each metric of an account may be retired, and no other is lost`, async () => {
    const { world, call, ig } = await aBrand(login)
    const { sim, clock } = world
    const read = async (client: GraphApi, daysAgo: number) =>
      await client.accountInsights(call, ig, {
        day: new Date(clock.now().getTime() - daysAgo * DAY),
        withDemographics: daysAgo === 1,
      })
    const whole = await read(aClient(world), 1)
    const all = [...Object.keys(whole.metrics), 'follower_demographics', 'follows_and_unfollows']
    expect(all.length).toBeGreaterThan(12)
    for (const retired of all) {
      sim.control.set({ retiredMetrics: [retired] })
      const client = aClient(world)
      const first = await read(client, 1)
      sim.control.clearRecords()
      const second = await read(client, 2)
      // What is no metric, such as the number of followers, does not retire.
      const lost = retired === 'follows_and_unfollows' ? ['follows', 'unfollows'] : [retired]
      const isLost = lost.some((metric) => first.gaps[metric] === 'refused')
      for (const { metrics } of [first, second])
        expect(Object.keys(metrics).sort(), retired).toEqual(
          Object.keys(whole.metrics)
            .filter((metric) => !isLost || !lost.includes(metric))
            .sort(),
        )
      const audience = Object.keys(first.demographics ?? {})
      expect(audience).toHaveLength(retired === 'follower_demographics' ? 0 : 4)
      expect(sim.control.violations(), retired).toEqual([])
    }
    await sim.close()
  })
}
