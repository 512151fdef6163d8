import { describe, expect, test } from '../../fixtures/test.ts'
import { namesIn, startPairsWorld, truthOf, type PairsWorld } from './pairs-world.ts'

const answersOf = async (world: PairsWorld, id: string) =>
  (await world.results(id)).map(({ b, a_follows_b, b_follows_a }) => ({
    name: b.username ?? '',
    a_follows_b: a_follows_b.answer,
    b_follows_a: b_follows_a.answer,
  }))

const truths = (world: PairsWorld, names: readonly string[]) => {
  const truth = truthOf(world)
  return names.map((name) => ({ name, ...truth(name) }))
}

describe('pairs', () => {
  test('are answered by searches in lists that are long, and agree with the truth', async ({
    db,
  }) => {
    const world = await startPairsWorld(db)
    const names = [
      ...namesIn(world, 'followers', 2),
      ...namesIn(world, 'following', 2),
      ...[...world.sim.control.mutualsOf(world.star.pk)].slice(0, 2).map((each) => each.username),
      world.sim.world.creatorAt(4_711).username,
    ]
    const { id, estimate } = await world.ask(names.map((b) => ({ a: world.star.username, b })))
    const ended = await world.runToEnd(id)
    expect(ended).toMatchObject({ status: 'complete', complete: true, reason: null })
    expect(await answersOf(world, id)).toEqual(truths(world, names))
    expect(ended.progress.requests).toBeLessThanOrEqual((estimate?.requests ?? 0) + 5)
    expect((await world.results(id))[0]?.a_follows_b.basis).toBe('search')
    expect(world.sim.referee.violations()).toEqual([])
  })
})
