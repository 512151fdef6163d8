import { z } from 'zod'
import { served } from '../../http/kit.ts'
import { expect, test } from '../../fixtures/test.ts'
import { says, startCatalogWorld } from './kit.ts'

const DRESS = 'Ankara dress. KES 2,500. DM to order'

test('a scan is followed live, from a snapshot to its end, by its owner alone', async ({ db }) => {
  const world = await startCatalogWorld(db)
  world.publish(DRESS)
  world.model.answer = () => ({
    products: [says({ price: '2500.00', quote: { name: 'Ankara dress', price: 'KES 2,500' } })],
  })
  const begun = await world.send('POST', '/api/instagram/scan', { store: world.storeId, limit: 1 })
  const { scanId } = z.object({ scanId: z.uuid() }).parse(await begun.json())
  const url = `${await served(world.catalogApi.app)}/api/instagram/scan/${scanId}/events`
  const stranger = await world.person('stranger')
  const refused = await fetch(url, { headers: { authorization: `Bearer ${stranger.token}` } })
  expect(refused.status).toBe(404)

  const stream = await fetch(url, { headers: { authorization: `Bearer ${world.token}` } })
  const [text] = await Promise.all([stream.text(), world.runAll()])

  const events = [...text.matchAll(/event: (\w+)\ndata: (.*)\n/g)].map(
    ([, event = '', data = '']) => ({
      event,
      scan: z
        .looseObject({ progress: z.looseObject({ processed: z.int(), draftsCreated: z.int() }) })
        .parse(JSON.parse(data)),
    }),
  )
  expect(events.at(0)?.event).toBe('snapshot')
  expect(events.at(-1)).toMatchObject({
    event: 'success',
    scan: { status: 'success', progress: { total: 1, processed: 1, draftsCreated: 1 } },
  })
  // Who comes back hears the end again, and the stream ends.
  const again = await fetch(url, { headers: { authorization: `Bearer ${world.token}` } })
  expect((await again.text()).match(/^event: .*$/gm)).toEqual(['event: snapshot', 'event: success'])
})
