import { html } from 'hono/html'
import type { RowOf } from '../../../console/api.ts'
import { layout } from '../../../console/layout.ts'
import { empty } from '../../../console/parts/empty.ts'
import { pager, withQuery } from '../../../console/parts/pager.ts'
import { tabs } from '../../../console/parts/tabs.ts'
import { time } from '../../../console/parts/time.ts'
import { z } from '../../../http/router.ts'
import type { Context } from './kit.ts'
import { jobProgress, jobState } from './state.ts'

const PATH = '/console/jobs'
const ROWS = 30

const Filter = z.object({
  open: z.enum(['true', 'false']).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})

/** `GET /jobs`: what was started by a request for many, newest first. */
export async function showJobs(page: Context): Promise<Response> {
  const { api, c, t } = page
  const { open, cursor } = Filter.parse(c.req.query())
  const found = await api.call('listJobs', { query: { open, cursor, limit: ROWS } })
  const views = [
    { value: undefined, label: t('anyJobs') },
    { value: 'true', label: t('openJobs') },
    { value: 'false', label: t('endedJobs') },
  ]
  const body = html`${tabs(
    t('views'),
    views.map(({ value, label }) => ({
      label,
      href: withQuery(PATH, { open: value }),
      isCurrent: open === value,
    })),
  )}
  ${found.data.length === 0 ? empty(t('none'), t('noneHint')) : table(page, found.data)}
  ${pager(page, PATH, { filter: { open }, cursor, next: found.next_cursor, rows: found.data.length })}`
  return c.html(await layout(page, { title: t('title'), lead: t('lead'), body, isLive: true }))
}

function table(page: Context, jobs: readonly RowOf<'listJobs'>[]) {
  const { t } = page
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${t('job')}</th>
        <th>${t('state')}</th>
        <th>${t('progress')}</th>
        <th class="number">${t('started')}</th>
      </tr>
    </thead>
    <tbody>
      ${jobs.map(
        (job) =>
          html`<tr id="job-${job.id}">
            <td><a class="name" href="${PATH}/${job.id}">${t(`kind_${job.kind}`)}</a></td>
            <td>${jobState(page, job)}</td>
            <td>${jobProgress(page, job)}</td>
            <td class="number">${time(page, job.created_at)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
