import { html } from 'hono/html'
import { diagnosisLine } from '../../../console/parts/diagnosis.ts'
import { empty } from '../../../console/parts/empty.ts'
import {
  failedTasksPath,
  retryFailed,
  type ErrorGroup,
} from '../../../console/parts/failed-tasks.ts'
import { sparkline } from '../../../console/parts/figures/sparkline.ts'
import { taskType } from '../../../console/parts/task-type.ts'
import { time } from '../../../console/parts/time.ts'
import { layout } from '../../../console/layout.ts'
import { errorName } from '../../../console/words/errors.ts'
import { views } from './views.ts'
import type { Context } from './kit.ts'
import { original } from '../../../console/parts/original.ts'

export async function showErrors(page: Context): Promise<Response> {
  const { t } = page
  const [{ data: groups }, counts] = await Promise.all([
    page.api.call('listTaskErrors'),
    page.api.call('countTasks'),
  ])
  const body = html`${views(page, null, counts)}
  ${groups.length === 0 ? empty(t('errors.none'), t('errors.noneHint')) : table(page, groups)}`
  const title = t('title')
  return page.c.html(await layout(page, { title, lead: t('errors.lead'), body, isLive: true }))
}

function table(page: Context, groups: readonly ErrorGroup[]) {
  const { t } = page
  return html`<table class="list cards errors">
    <thead>
      <tr>
        <th class="number">${t('errors.failed')}</th>
        <th>${t('errors.error')}</th>
        <th>${t('errors.trend')}</th>
        <th class="number">${t('errors.seen')}</th>
        <td><span class="hidden">${t('errors.acts')}</span></td>
      </tr>
    </thead>
    <tbody>
      ${groups.map((group, at) => row(page, group, at))}
    </tbody>
  </table>`
}

function row(page: Context, group: ErrorGroup, at: number) {
  const { t, language, formats } = page
  const { error_code, message, failed_tasks, attempts, trend, task_type } = group
  const open = attempts === 0 ? '' : t('errors.attempts', { n: attempts })
  return html`<tr id="error-${at}">
    <td class="number">
      ${failed_tasks === 0 ? html`<small>0</small>` : html`<strong>${formats.number(failed_tasks)}</strong>`}
    </td>
    <td>
      <a class="name" href="${failedTasksPath(group)}" dir="auto">
        ${error_code === null ? t('errors.noCode') : errorName(language, error_code)}
      </a>
      ${task_type === null ? '' : html`<small>${taskType(language, task_type)}</small>`}
      ${message === '' ? '' : original(page, message, `said-${at}`)}
      ${failed_tasks === 0 ? html`<p>${t('errors.noneFailed')}</p>` : diagnosisLine(page, group.diagnosis)}
    </td>
    <td>
      ${trend.some((each) => each > 0) ? sparkline(trend, open) : ''}
      ${open === '' ? '' : html`<small class="line">${open}</small>`}
    </td>
    <td class="number">
      ${time(page, group.last_seen)}
      <small class="line">${t('errors.first')} ${time(page, group.first_seen)}</small>
      <small class="line">
        <a href="/console/tasks/${group.example_task_id}">${t('errors.example')}</a>
      </small>
    </td>
    <td class="acts">${retryFailed(page, group)}</td>
  </tr>`
}
