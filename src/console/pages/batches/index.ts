import { z } from '../../../http/router.ts'
import { goTo, type ConsolePage, type Page } from '../../page.ts'
import { sayIn } from '../../words.ts'
import { showBatch, showCancel } from './detail.ts'
import { showEstimate } from './estimate.ts'
import { showBatches } from './list.ts'
import { batchesWords } from './words.ts'

async function cancel(page: Page): Promise<Response> {
  const id = page.c.req.param('id') ?? ''
  await page.ask(`POST /api/batches/${id}/cancel`, z.unknown())
  return goTo(page, `/batches/${id}`, sayIn(page.language, batchesWords)('cancelled'))
}

const Resumed = z.object({ lifted: z.unknown().nullable() })

async function resume(page: Page): Promise<Response> {
  const { lifted } = await page.ask('POST /api/ai/resume', Resumed)
  const done = sayIn(page.language, batchesWords)(lifted === null ? 'notHeld' : 'resumed')
  return goTo(page, '/batches', done)
}

const ID = ':id{[0-9a-f-]{36}}'

export const batches: ConsolePage = {
  path: '/batches',
  words: batchesWords,
  nav: { group: 'work', shape: 'batches', scope: 'ai:read' },
  routes: [
    { method: 'GET', path: '/batches', handle: showBatches },
    { method: 'GET', path: '/batches/estimate', handle: showEstimate },
    { method: 'POST', path: '/batches/resume', handle: resume },
    { method: 'GET', path: `/batches/${ID}`, handle: showBatch },
    { method: 'GET', path: `/batches/${ID}/cancel`, handle: showCancel },
    { method: 'POST', path: `/batches/${ID}/cancel`, handle: cancel },
  ],
}
