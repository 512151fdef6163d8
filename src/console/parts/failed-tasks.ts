import { html } from 'hono/html'
import type { RowOf } from '../api.ts'
import { translator } from '../messages.ts'
import { ownAddress, type PageContext } from '../page.ts'
import { taskWords } from '../words/tasks.ts'
import { hiddenFields } from './forms/bulk.ts'
import { withQuery } from './pager.ts'

/** Failed tasks with the same error. */
export type ErrorGroup = RowOf<'listTaskErrors'>

const filterOf = ({ error_code, message }: ErrorGroup) => ({
  status: 'failed',
  error_code: error_code ?? undefined,
  error_message: message === '' ? undefined : message,
})

/** The list of a group's failed tasks. */
export const failedTasksPath = (group: ErrorGroup): string =>
  withQuery('/console/tasks', filterOf(group))

/** Retries the failed tasks of a group, after a person has confirmed it. */
export function retryFailed(page: PageContext, group: ErrorGroup) {
  if (!page.may('tasks:write') || group.failed_tasks === 0) return ''
  const t = translator(page.language, taskWords)
  return html`<form method="post" action="/console/tasks/bulk" data-dialog>
    ${hiddenFields({ ...filterOf(group), back: ownAddress(page) })}
    <button name="act" value="retry-all">${t('retryFailed', { n: group.failed_tasks })}</button>
  </form>`
}
