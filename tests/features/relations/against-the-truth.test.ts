import { z } from 'zod'
import { operations } from '../../../src/features/relations/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { createParser } from '../../../sim/demo/sse-reader.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi, init, served } from '../../http/kit.ts'
import { startRelationsWorld, type RelationsWorld } from './relations-world.ts'

const apiOf = ({ services }: RelationsWorld) =>
  anApi(services.db, [mountOperations({ ...services, pollMs: 10 }, operations)])

const Row = z.object({ platform_id: z.string(), username: z.string() })
const Page = z.object({ data: z.array(Row), next_cursor: z.string().nullable() })

/** All rows of a list of the API, page by page, as `id name`. */
async function all(world: RelationsWorld, path: string): Promise<string[]> {
  const { send } = apiOf(world)
  const found: string[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: z.output<typeof Page> = Page.parse(
      await (await send('GET', `${path}&limit=90${cursor && `&cursor=${cursor}`}`)).json(),
    )
    found.push(...page.data.map((row) => `${row.platform_id} ${row.username}`))
    cursor = page.next_cursor
  }
  return found
}

type People = ReadonlyMap<string, string>

const truthOf = ({ sim, target }: RelationsWorld, kind: 'followers' | 'following'): People =>
  new Map([...sim.control.membersOf(target.pk, kind)].map((one) => [one.platformId, one.username]))

const rowsOf = (people: People, where: (id: string, name: string) => boolean): string[] =>
  [...people].flatMap(([id, name]) => (where(id, name) ? [`${id} ${name}`] : [])).sort()

test('members, differences and exports are those of the truth', async ({ db }) => {
  const world = await startRelationsWorld(db, { followers: 300, following: 120, mutuals: 40 })
  const first = await world.runToEnd((await world.ask({ kinds: ['mutuals'] })).id)
  const [followers, following] = [truthOf(world, 'followers'), truthOf(world, 'following')]
  expect(first).toMatchObject({ status: 'complete' })

  const path = `/api/relations/${first.id}/members?relation=`
  expect(await all(world, `${path}mutual`)).toEqual(rowsOf(followers, (id) => following.has(id)))
  expect(await all(world, `${path}fan`)).toEqual(rowsOf(followers, (id) => !following.has(id)))
  expect(await all(world, `${path}not_following_back`)).toEqual(
    rowsOf(following, (id) => !followers.has(id)),
  )
  expect(await all(world, `${path}unknown`)).toEqual([])
  const { send } = apiOf(world)
  const file = await (await send('GET', `/api/relations/${first.id}/export?format=jsonl`)).text()
  const lines = file.trim().split('\n')
  expect(lines).toHaveLength(300 + 120 - 40)

  for (const move of [
    { kind: 'leave', count: 15, which: 'anywhere' },
    { kind: 'join', count: 9 },
    { kind: 'rename', count: 7 },
  ] as const)
    world.sim.control.moveMembers(world.target.pk, 'followers', move)
  const second = await world.runToEnd((await world.ask()).id)
  const now = truthOf(world, 'followers')
  expect(second).toMatchObject({ status: 'complete' })

  const diff = `/api/relations/${second.id}/diff?change=`
  expect(await all(world, `${diff}gone`)).toEqual(rowsOf(followers, (id) => !now.has(id)))
  expect(await all(world, `${diff}new`)).toEqual(rowsOf(now, (id) => !followers.has(id)))
  expect(await all(world, `${diff}renamed`)).toEqual(
    rowsOf(now, (id, name) => followers.has(id) && followers.get(id) !== name),
  )
})

test('whoever watches sees a check from its beginning to its end', async ({ db }) => {
  const world = await startRelationsWorld(db, {
    followers: 300,
    settings: { GRAMD_RELATION_PAGES_AT_ONCE: '1' },
  })
  const { id } = await world.ask()
  const url = await served(apiOf(world).app)
  const seen: { event: string; data: unknown }[] = []
  const response = await fetch(`${url}/api/relations/${id}/events`, init('GET'))
  const ended = (async () => {
    for await (const { event, data } of createParser(response))
      seen.push({ event, data: JSON.parse(data) })
  })()
  await expect.poll(() => seen.map(({ event }) => event)).toEqual(['snapshot'])

  await world.runOnce()
  await expect.poll(() => seen.at(-1)).toMatchObject({ event: 'progress' })
  await world.runToEnd(id)
  await ended

  expect(seen[0]?.data).toMatchObject({ status: 'pending', progress: { collected: 0 } })
  expect(seen.map(({ event }) => event)).toContain('list_complete')
  expect(seen.at(-1)).toMatchObject({
    event: 'complete',
    data: { complete: true, progress: { collected: 300 } },
  })
})
