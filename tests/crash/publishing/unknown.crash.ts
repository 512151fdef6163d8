import { sql } from 'kysely'
import { expect, test } from '../../fixtures/test.ts'
import { finish, killAt, prepare } from './acts.ts'
import { startCrashWorld, type CrashWorld, type Member, type Route } from './crash-world.ts'
import { MADE, SENT } from './steps.ts'
import { expectWhole } from './verdict.ts'

/** The day after which nobody looks for a post any more is some minutes of the test. */
const SPEED = 600
const POLL = { timeout: 300_000, interval: 25 }

/** No look-up of this route is answered; gives its end. */
function blind({ graph, instagram }: CrashWorld, route: Route, { username }: Member): () => void {
  if (route === 'private') {
    instagram.control.failAccount(username, {
      kind: 'bad_gateway',
      endpoints: ['feed', 'clips'],
      count: 1_000,
    })
    return () => instagram.control.clearAccount(username)
  }
  const state = graph.control.addFault({
    kind: 'html',
    method: 'GET',
    path: String.raw`/182\d+$`,
    times: 1_000,
  })
  return () => graph.control.removeFault(state)
}

/** The newest publication. */
async function newest({ db }: CrashWorld) {
  const { rows } = await sql<{ id: string; post_id: string; status: string; caption: string }>`
    select id, post_id, status, caption from executions order by id desc limit 1`.execute(db)
  const [row] = rows
  if (!row) throw new Error('nothing was published')
  return row
}

const permalinkOf = (world: CrashWorld, route: Route, { username }: Member, caption: string) => {
  const code =
    route === 'private'
      ? world.instagram.control.published(username).find((post) => post.caption === caption)?.code
      : world.graph.control.truth.posts(username).find((post) => post.caption === caption)
          ?.shortcode
  return code === undefined ? null : `https://www.instagram.com/p/${code}/`
}

const CASES = (['official', 'private'] as const).flatMap((route) =>
  (
    [
      ['is there', MADE[route]],
      ['is not', SENT[route]],
    ] as const
  ).map(([truth, step]) => ({ route, truth, step })),
)

test.for(CASES)(
  'only what is sent, unheard, and cannot be looked for is unknown, and a person says that it $truth: $route',
  async ({ route, truth, step }, { db, databaseUrl }) => {
    const world = await startCrashWorld(db, databaseUrl, { perRoute: 1, speed: SPEED })
    const [account] = world.accounts[route]
    if (!account) throw new Error('there is no account')
    try {
      await prepare(world)
      await killAt(world, step, account, async () => {
        await world.publish('photo', [account])
      })
      const see = blind(world, route, account)
      const daemon = await world.start()
      await expect.poll(async () => (await newest(world)).status, POLL).toBe('unknown')
      const { id, post_id: post, caption } = await newest(world)
      const permalink = permalinkOf(world, route, account, caption)
      expect(permalink !== null).toBe(truth === 'is there')
      see()
      if (route === 'private') world.instagram.control.openInPerson(account.username)
      await world.resolve({ post, id }, permalink)
      await finish(world, daemon)

      expect(await newest(world)).toMatchObject({ status: 'success' })
      expect(await expectWhole(world)).toMatchObject({ unknown: 0, failed: 0 })
    } finally {
      await world.close()
    }
  },
)
