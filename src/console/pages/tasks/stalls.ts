import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { taskType } from '../../parts/task-type.ts'
import { shape } from '../../shapes.ts'
import { sayIn, wordOf } from '../../words.ts'
import { stallWords } from './stall-words.ts'

const Stalls = z.object({
  data: z.array(
    z.object({
      task_type: z.string().nullable(),
      reason: z.string(),
      tasks: z.int().nullable(),
      since: z.string().nullable(),
      example_task_id: z.int().nullable(),
      detail: z.string(),
    }),
  ),
})

/** Why tasks wait longer than they should, each reason with an example; nothing when all is well. */
export async function stallLines(page: Page) {
  const { data } = await page.ask('GET /api/tasks/stalls', Stalls)
  if (data.length === 0) return ''
  const { language, formats, now } = page
  const say = sayIn(language, stallWords)
  return html`<section class="stalls" aria-label="${say('title')}">
    <ul class="needs">
      ${data.map(({ task_type, reason, tasks, since, example_task_id: example, detail }) => {
        const words = wordOf(language, stallWords, `reason_${reason}`)
        const facts = [
          task_type === null ? undefined : taskType(language, task_type),
          tasks === null ? undefined : say('tasks', { n: tasks }),
          since === null
            ? undefined
            : say('since', { time: formats.relative(new Date(since), now) }),
        ].filter((each) => each !== undefined)
        return html`<li id="stall-${reason}-${task_type}" data-state="resting">
          ${shape('resting')}
          <div>
            <strong>${words ?? reason}</strong>
            <p>${facts.join(' · ')}</p>
            <p lang="en">${detail}</p>
          </div>
          ${
            example === null
              ? ''
              : html`<a class="button" href="/console/tasks/${example}">${say('example')}</a>`
          }
        </li>`
      })}
    </ul>
  </section>`
}
