import { randomUUID } from 'node:crypto'
import { html } from 'hono/html'
import { ownAddress } from '../../../console/page.ts'
import { canCancel, canRetry } from './task.ts'
import type { Context, Task } from './kit.ts'

/** What may be done with a task now, by whoever may. */
export function buttons(page: Context, task: Task) {
  if (!page.may('tasks:write')) return ''
  const verb = canRetry(task) ? 'retry' : canCancel(task) ? 'cancel' : undefined
  if (verb === undefined) return ''
  const { t } = page
  return html`<form method="post" action="/console/tasks/${task.id}/${verb}" data-morph>
    <input type="hidden" name="back" value="${ownAddress(page)}" />
    <input type="hidden" name="idempotency-key" value="${randomUUID()}" />
    <button aria-label="${t(verb)} ${task.id}">${t(verb)}</button>
  </form>`
}
