import { goTo, readForm } from '../../../console/page.ts'
import { showJob } from './job.ts'
import { definePage, type Context } from './kit.ts'
import { showJobs } from './list.ts'

async function cancel(page: Context): Promise<Response> {
  const params = { id: page.param('id') }
  const idempotencyKey = (await readForm(page)).get('idempotency-key') ?? undefined
  await page.api.call('cancelJob', { params, idempotencyKey })
  return goTo(page, `/jobs/${encodeURIComponent(params.id)}`, page.t('wasCancelled'))
}

const jobs = definePage({
  path: '/jobs',
  nav: { job: null, shape: 'tasks', scope: 'creators:read' },
  routes: {
    'GET /jobs': showJobs,
    'GET /jobs/:id': showJob,
    'POST /jobs/:id/cancel': cancel,
  },
})

export const jobsPages = [jobs]
