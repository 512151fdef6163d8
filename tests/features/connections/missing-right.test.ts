import { z } from 'zod'
import { expect, test } from '../../fixtures/test.ts'
import { Connected, startConnectionWorld } from './kit.ts'

const Media = z.object({ data: z.array(z.looseObject({ id: z.string(), type: z.string() })) })
const Details = z.looseObject({
  sync_status: z.string(),
  missing: z.array(
    z.looseObject({ metric: z.string(), why: z.string(), ask: z.string().optional() }),
  ),
})

test('without the right for metrics posts are read, each metric says which right it lacks, and that is asked for again', async ({
  db,
}) => {
  const world = await startConnectionWorld(db)
  const right = 'instagram_manage_insights'
  const answer = await world.connect({ as: 'brand', decline: [right] })
  const { accountId } = Connected.parse(await answer.json())
  const { queue } = world.services
  const [list, sync] = ['list_own_media', 'sync_own_media'].map((name) => queue.types.get(name))
  if (!list || !sync) throw new Error('no task types')
  await queue.enqueue(db, list, { connection_id: accountId, whole: true })
  await world.run('list_own_media')
  const page = await world.api.send('GET', `/api/ig/${accountId}/media`)
  const reel = Media.parse(await page.json()).data.find(({ type }) => type === 'REEL')
  if (!reel) throw new Error('no Reel')
  const show = async () =>
    Details.parse(await (await world.api.send('GET', `/api/ig/media/${reel.id}`)).json())
  await queue.enqueue(db, sync, { connection_id: accountId, media_id: reel.id })
  expect(await world.run('sync_own_media')).toMatchObject({ status: 'done' })

  const { missing, sync_status } = await show()

  expect(sync_status).toBe('ok')
  const views = missing.find(({ metric }) => metric === 'views')
  expect(views?.why).toBe(`Missing right: ${right}`)
  expect(views?.ask).toBe(`/api/ig/auth/url?account=${accountId}&rights=${right}`)
  const asked = await world.api.send('GET', views?.ask ?? '')
  const { url } = z.looseObject({ url: z.string() }).parse(await asked.json())
  expect(new URL(url).searchParams.get('scope')).toBe(right)

  await world.connect({ as: 'brand' }, { query: { account: accountId, rights: right } })
  await world.advance(3_600_000)
  await queue.enqueue(db, sync, { connection_id: accountId, media_id: reel.id })
  await world.run('sync_own_media')
  expect((await show()).missing.map(({ metric }) => metric)).not.toContain('views')
  expect(world.sim.control.violations()).toEqual([])
})
