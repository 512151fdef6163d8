import { html } from 'hono/html'
import { goTo } from '../../../console/page.ts'
import { badge } from '../../../console/parts/badge.ts'
import { taskType } from '../../../console/parts/task-type.ts'
import { time } from '../../../console/parts/time.ts'
import { layout } from '../../../console/layout.ts'
import type { Context, TaskType } from './kit.ts'
import { withTime } from './with-time.ts'

export async function showTypes(page: Context): Promise<Response> {
  const { t } = page
  const { data } = await page.api.call('listTaskTypes')
  const pausers = await readPausers(page, data)
  const body = html`<table class="list cards">
    <thead>
      <tr>
        <th>${t('types.state')}</th>
        <th>${t('types.type')}</th>
        <th>${t('types.needs')}</th>
        <th class="number">${t('types.priority')}</th>
        <td><span class="hidden">${t('types.acts')}</span></td>
      </tr>
    </thead>
    <tbody>
      ${data.map((type) => row(page, type, pausers.get(type.name)))}
    </tbody>
  </table>`
  const actions = html`<a class="button" href="/console/tasks">${t('types.toTasks')}</a>`
  const content = { title: t('types.title'), lead: t('types.lead'), body, actions, isLive: true }
  return page.c.html(await layout(page, content))
}

const PATH = '/api/task-types/'

/**
 * Returns the users who paused the types that are paused, as far as the audit log still has them.
 */
async function readPausers(
  page: Context,
  types: readonly TaskType[],
): Promise<Map<string, string>> {
  const paused = types.filter(({ paused_at: at }) => at !== null)
  if (paused.length === 0 || !page.may('audit:read')) return new Map()
  const found = await Promise.all(
    paused.map(async ({ name }) => {
      const query = { action: 'pauseTaskType', object: `${PATH}${name}`, limit: 1 }
      const { data } = await page.api.call('listAudit', { query })
      return data.map((entry): [string, string] => [name, entry.name])
    }),
  )
  return new Map(found.flat())
}

function row(page: Context, type: TaskType, pauser: string | undefined) {
  const { t, language } = page
  const { name, paused_at: at, resource } = type
  return html`<tr id="type-${name}">
    <td>${at === null ? badge('done', t('types.begins')) : badge('paused', t('types.paused'))}</td>
    <td>
      <a class="name" href="/console/tasks?task_type=${name}" dir="auto"
        >${taskType(language, name)}</a
      >
      ${page.language === 'en' ? html`<p>${type.summary}</p>` : ''}
      ${
        at === null
          ? ''
          : html`<p>
              ${withTime(t('types.pausedSince'), time(page, at))}
              ${pauser === undefined ? '' : `· ${t('types.pausedBy', { name: pauser })}`}
            </p>`
      }
    </td>
    <td>${page.findText(`types.resource_${resource}`) ?? resource}</td>
    <td class="number">${type.priority}</td>
    <td class="acts">${button(page, type)}</td>
  </tr>`
}

function button(page: Context, { name, paused_at: at }: TaskType) {
  const { t } = page
  if (!page.may('system:write')) return ''
  const verb = at === null ? 'pause' : 'resume'
  const label = `${t(`types.${verb}`)}: ${taskType(page.language, name)}`
  return html`<form method="post" action="/console/tasks/types/${name}/${verb}" data-morph>
    <button aria-label="${label}">${t(`types.${verb}`)}</button>
  </form>`
}

/** Pauses a type without a confirmation, like `resumeType`: a click undoes either. */
export const pauseType = async (page: Context): Promise<Response> => {
  const { t, language } = page
  const name = page.param('type')
  await page.api.call('pauseTaskType', { params: { type: name } })
  return goTo(page, '/tasks/types', t('types.didPause', { type: taskType(language, name) }), {
    path: `/tasks/types/${name}/resume`,
    label: t('common.undo'),
    fields: {},
  })
}

export const resumeType = async (page: Context): Promise<Response> => {
  const { t, language } = page
  const name = page.param('type')
  await page.api.call('resumeTaskType', { params: { type: name } })
  return goTo(page, '/tasks/types', t('types.didResume', { type: taskType(language, name) }))
}
