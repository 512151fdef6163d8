import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { operations } from '../../../src/features/webhooks/operations/index.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { expect, test } from '../../fixtures/test.ts'
import { anApi } from '../../http/kit.ts'
import { Drafts, one, startCatalogWorld } from './kit.ts'

test('what Meta posts about an account makes a draft of its new post, and names it', async ({
  db,
}) => {
  const world = await startCatalogWorld(db, { GRAMD_WEBHOOK_VERIFY_TOKEN: 'a token of the tests' })
  const { sim, services } = world
  const hooks = anApi(db, [mountOperations(services, operations)])
  await world.look()
  await world.advance(60_000)
  const { id: mediaId } = world.publish('Ankara dress. KES 2,500. DM to order')
  world.model.answer = () => ({ products: [one('Ankara dress', '2500.00', 'KES 2,500')] })
  const body = JSON.stringify({
    object: 'instagram',
    entry: [
      {
        id: sim.control.truth.accountId('qahwa.co'),
        time: Math.floor(services.clock.now().getTime() / 1_000),
        changes: [
          {
            field: 'comments',
            value: {
              id: '1',
              text: 'How much?',
              media: { id: mediaId },
              from: { id: '77', username: 'anna.buys' },
            },
          },
        ],
      },
    ],
  })
  const signature = createHmac('sha256', sim.apps.facebook.secret).update(body).digest('hex')
  const taken = await hooks.send('POST', '/api/webhooks/instagram', {
    token: null,
    body,
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
  })
  expect(taken.status).toBe(200)
  await world.run('process_webhooks')
  expect(await world.runAll()).toEqual(['poll_store', 'extract_post'])

  const { data } = await world.get(`/api/products/drafts?store=${world.storeId}`, Drafts)
  expect(data).toMatchObject([{ name: 'Ankara dress', post: { media_id: mediaId } }])
  const events = await hooks.send('GET', '/api/webhooks/instagram/events', { token: world.token })
  const Events = z.object({ data: z.array(z.looseObject({ draft_id: z.uuid().nullable() })) })
  expect(Events.parse(await events.json()).data).toMatchObject([
    { media_id: mediaId, status: 'completed', draft_id: data[0]?.id },
  ])
})
