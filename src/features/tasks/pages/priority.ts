import { html } from 'hono/html'
import { goTo, readForm } from '../../../console/page.ts'
import { select } from '../../../console/parts/forms/select.ts'
import type { Context, Task } from './kit.ts'

const PRIORITIES = Array.from({ length: 10 }, (_, at) => String(at + 1))

/** A waiting task may run sooner or later. */
export function priorityForm(page: Context, task: Task) {
  const { t } = page
  if (task.status !== 'pending' || !page.may('tasks:write')) return ''
  const words: Readonly<Record<string, string>> = {
    1: t('detail.mostUrgent', { n: '1' }),
    10: t('detail.leastUrgent', { n: '10' }),
  }
  return html`<form
    class="beside"
    method="post"
    action="/console/tasks/${task.id}/priority"
    data-morph
  >
    ${select({
      name: 'priority',
      label: t('detail.changePriority'),
      chosen: String(task.priority),
      options: PRIORITIES.map((value) => ({ value, label: words[value] ?? value })),
    })}
    <button>${t('common.save')}</button>
  </form>`
}

export async function changePriority(page: Context): Promise<Response> {
  const { t } = page
  const id = page.param('id')
  const priority = Number((await readForm(page)).get('priority'))
  await page.api.call('changeTask', { params: { id }, body: { priority } })
  return goTo(page, `/tasks/${id}`, t('detail.prioritized', { id, priority: String(priority) }))
}
