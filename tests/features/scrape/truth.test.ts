import { expect, test } from '../../fixtures/test.ts'
import { HOUR, startGramdWorld } from '../gramd-world.ts'
import { request } from './scrape-world.ts'
import { byId, storedTruth } from './stored-truth.ts'

/** Each takes a second on a busy machine; `npm run truth` compares thousands. */
const CREATORS = 12

test(
  'rows are the truth about creators of every shape, field by field',
  { timeout: 90_000 },
  async ({ db }) => {
    const world = await startGramdWorld(db, { accounts: 8 })
    for (let index = 0; index < CREATORS; index += 1) {
      const { username } = world.sim.world.creatorAt(index)
      const truth = world.sim.control.truthOf(username)
      await request(db, world, username)
      let task = await world.runNext('full_scrape')
      while (task.status === 'pending') {
        await world.advance(HOUR)
        task = await world.runNext('full_scrape')
      }
      expect(task, username).toMatchObject({ status: 'done', attempts: 0 })
      if (!truth || truth.profile.isPrivate) continue
      const {
        isPrivate: _,
        isRestricted: _hidden,
        hasHighlights: _maybe,
        cityName: _city,
        ...profile
      } = truth.profile

      expect(await storedTruth(db, username)).toEqual({
        profile,
        posts: byId(truth.posts),
        highlights: byId(truth.highlights),
      })
    }
    expect(world.sim.referee.violations()).toEqual([])
  },
)
