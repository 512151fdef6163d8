// Every stored row against the truth: `npm run truth [-- --help]`.
import { hostileCreators } from '../instagram/world/hostile.ts'
import type { World } from '../instagram/world/world.ts'
import { addAccounts } from '../run/accounts.ts'
import type { ControlClient } from '../run/control-client.ts'
import { count } from '../run/options.ts'
import { pollUntilDone } from '../run/poll.ts'
import { runProgram } from '../run/program.ts'
import { minutesSince, readReferee, violationFailures, withConnection } from '../run/report.ts'
import { worldOf } from '../run/world.ts'
import { eraseSome, pickErased } from './erasure.ts'
import { judgeCampaigns } from './campaigns.ts'
import { judgeCatalog } from './catalog.ts'
import { judgeOfficial } from './official.ts'
import { countWarnings, describeReport, judgeAll } from './report.ts'

/** gramd's default of GRAMD_HIGHLIGHTS_PER_SCRAPE. */
const HIGHLIGHTS = 100
const POLL_MS = 1_000
const OPEN_SCRAPES = `
  select count(*)::integer as open from scrape_tasks
  where status in ('pending', 'running') and task_type = 'full_scrape'`

await runProgram({
  name: 'truth',
  summary: 'scrapes many creators and compares every stored row with the world of the stand-in',
  options: {
    creators: count.default(2_000).describe('creators to scrape'),
    posts: count.default(20).describe('posts that are read of each creator'),
  },
  minutes: 25,
  port: 8003,
  setUp: ({ posts }) => ({ settings: { GRAMD_POSTS_PER_SCRAPE: String(posts) } }),
  async run({ gramd, options, worldAt, startedAt, signal }) {
    const world = worldOf({ seed: options.seed, worldAt })
    const size = { posts: options.posts, highlights: HIGHLIGHTS }
    const usernames = [
      ...Array.from({ length: options.creators }, (_, index) => world.creatorAt(index).username),
      ...Object.values(hostileCreators()),
    ]
    await restrictSome(gramd.control, world, options.creators)
    await addAccounts(gramd)
    await gramd.api.post('/api/tasks/scrape', { usernames })
    return await withConnection(gramd.databaseUrl, async (client) => {
      const hasEnded = await pollUntilDone({ signal, everyMs: POLL_MS }, async () => {
        const { rows } = await client.query<{ open: number }>(OPEN_SCRAPES)
        const open = rows[0]?.open ?? 0
        return { isDone: open === 0, status: `${open} scrapes are open` }
      })
      const judged = await judgeAll(client, world, usernames, size)
      const erased = pickErased(world, usernames, size)
      const official = await judgeOfficial(signal)
      const catalog = await judgeCatalog(signal)
      const campaign = await judgeCampaigns(options.seed, signal)
      const failures = [
        ...(hasEnded ? [] : ['time ran out before all scrapes had ended']),
        ...judged.failures,
        ...official.failures,
        ...catalog.failures,
        ...campaign.failures,
        ...(await eraseSome(gramd, client, erased)),
        ...violationFailures((await readReferee(gramd.control)).violations),
      ]
      return {
        creators: usernames.length,
        minutes: minutesSince(startedAt),
        ...judged,
        warnings: await countWarnings(gramd.logFile),
        erased: erased.length,
        official,
        catalog,
        campaign,
        failures,
      }
    })
  },
  describe: describeReport,
})

/**
 * Every 50th creator is hidden, by age and by region in turn, in the stand-in and in the world that
 * judges.
 */
async function restrictSome(control: ControlClient, world: World, creators: number): Promise<void> {
  for (let index = 7; index < creators; index += 50) {
    const restriction = (index - 7) % 100 === 0 ? 'age' : 'region'
    const creator = world.creatorAt(index)
    await control.put(`/creators/${creator.username}/fault`, { kind: `hidden_by_${restriction}` })
    world.change(creator, { restriction })
  }
}
