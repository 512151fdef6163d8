import { describe, expect, test } from '../../fixtures/test.ts'
import { eventsOf, startRelationsWorld, storedMembers, trueMembers } from './relations-world.ts'

describe('a check of 1,663 followers', () => {
  test('goes on after 728 of them when its session dies, and ends with all of them', async ({
    db,
  }) => {
    const world = await startRelationsWorld(db, { followers: 1_663 })
    const { control } = world.sim
    // Four pages of 182 are 728.
    control.orderLists(world.target.pk, { pageSize: 182 })
    const [first] = world.sim.accounts
    for (const { username } of world.sim.accounts)
      control.failAccount(username, {
        kind: 'login_required',
        skip: 4,
        endpoints: ['followers'],
        count: 1,
      })
    const { id } = await world.ask()

    const ended = await world.runToEnd(id)

    expect(ended).toMatchObject({ status: 'complete', complete: true, reason: null })
    expect(ended.progress).toMatchObject({ collected: 1_663, expected: 1_663, pages: 10 })
    expect(await storedMembers(world, id)).toEqual(trueMembers(world))
    console.log(
      JSON.stringify(ended, null, 1),
      await eventsOf(world, id),
      first?.username,
      world.sim.referee.report(),
    )
  })
})
