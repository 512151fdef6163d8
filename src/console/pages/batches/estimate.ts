import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { empty } from '../../parts/empty.ts'
import { facts } from '../../parts/facts.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Estimate } from './batch.ts'
import { batchesWords } from './words.ts'

/** What the waiting tasks will take; it writes some of their requests, so it has a page of its own. */
export async function showEstimate(page: Page): Promise<Response> {
  const { formats } = page
  const say = sayIn(page.language, batchesWords)
  const found = await page.ask('GET /api/ai/estimate', Estimate)
  const { tasks, budget, fits_now: fits } = found
  const body =
    tasks === 0
      ? empty(say('nothingWaits'), say('nothingWaitsHint'))
      : html`<p class="state">
            ${badge(fits ? 'done' : 'resting', formats.money(found.cost_usd))}
            ${say(fits ? 'fits' : 'fitsNot')}
          </p>
          ${facts([
            {
              label: say('tasks'),
              value: formats.number(tasks),
              aside: found.is_scaled_up ? say('sampled', { n: found.sampled_tasks }) : undefined,
            },
            { label: say('batches'), value: formats.number(found.batches) },
            {
              label: say('cost'),
              value: formats.money(found.cost_usd),
              title: `$${found.cost_usd}`,
            },
            {
              label: say('left'),
              value: formats.money(budget.left_usd),
              aside: say('ofLimit', { limit: formats.money(budget.daily_usd) }),
            },
            {
              label: say('inputTokens'),
              value: formats.compact(found.input_tokens),
              title: formats.number(found.input_tokens),
            },
            {
              label: say('outputTokens'),
              value: formats.compact(found.output_tokens),
              title: formats.number(found.output_tokens),
            },
            { label: say('pictures'), value: formats.number(found.images) },
          ])}
          <p class="hint">${say('model')}: ${found.model}</p>`
  const actions = html`<a class="button" href="/console/batches"
    >${sayIn(page.language, frameWords)('back')}</a
  >`
  const content = { title: say('estimateTitle'), lead: say('estimateLead'), body, actions }
  return page.c.html(await shell(page, content))
}
