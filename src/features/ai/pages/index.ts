import { goTo } from '../../../console/page.ts'
import { showBatch, showCancel } from './detail.ts'
import { showEstimate } from './estimate.ts'
import { showBatches } from './list.ts'
import { definePage, type Context } from './kit.ts'

async function cancel(page: Context): Promise<Response> {
  const id = page.param('id')
  await page.api.call('cancelBatch', { params: { id } })
  return goTo(page, `/batches/${id}`, page.t('cancelled'))
}

async function resume(page: Context): Promise<Response> {
  const { lifted } = await page.api.call('resumeAi')
  return goTo(page, '/batches', page.t(lifted === null ? 'notHeld' : 'resumed'))
}

const ID = ':id{[0-9a-f-]{36}}'

const batches = definePage({
  path: '/batches',
  nav: { job: 'system', shape: 'batches', scope: 'ai:read' },
  routes: {
    'GET /batches': showBatches,
    'GET /batches/estimate': showEstimate,
    'POST /batches/resume': resume,
    [`GET /batches/${ID}`]: showBatch,
    [`GET /batches/${ID}/cancel`]: showCancel,
    [`POST /batches/${ID}/cancel`]: cancel,
  },
})

export const aiPages = [batches]
