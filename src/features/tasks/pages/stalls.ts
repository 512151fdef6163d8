import { html } from 'hono/html'
import { taskType } from '../../../console/parts/task-type.ts'
import { icon } from '../../../console/icons.ts'
import type { Context } from './kit.ts'
import { original } from '../../../console/parts/original.ts'

/**
 * Says why tasks wait longer than they should, each reason with an example; nothing when all is
 * well.
 */
export async function stallLines(page: Context) {
  const { data } = await page.api.call('listTaskStalls')
  if (data.length === 0) return ''
  const { t, language, formats, now } = page
  return html`<section class="stalls" aria-label="${t('stalls.title')}">
    <ul class="needs">
      ${data.map(({ task_type, reason, tasks, since, example_task_id: example, detail }) => {
        const words = page.findText(`stalls.reason_${reason}`)
        const facts = [
          task_type === null ? undefined : taskType(language, task_type),
          tasks === null ? undefined : t('stalls.tasks', { n: tasks }),
          since === null
            ? undefined
            : t('stalls.since', { time: formats.relative(new Date(since), now) }),
        ].filter((each) => each !== undefined)
        return html`<li id="stall-${reason}-${task_type}" data-state="resting">
          ${icon('resting')}
          <div>
            <strong dir="auto">${words ?? reason}</strong>
            <p>${facts.join(' · ')}</p>
            ${original(page, detail, `said-${reason}-${task_type}`)}
          </div>
          ${
            example === null
              ? ''
              : html`<a class="button" href="/console/tasks/${example}">${t('stalls.example')}</a>`
          }
        </li>`
      })}
    </ul>
  </section>`
}
