import { html } from 'hono/html'
import { badge } from '../../../console/parts/badge.ts'
import { empty } from '../../../console/parts/empty.ts'
import { statList } from '../../../console/parts/stat-list.ts'
import { layout } from '../../../console/layout.ts'
import type { Context } from './kit.ts'

/**
 * Shows what the waiting tasks will cost. The estimate writes some of their requests, so it has a
 * page of its own.
 */
export async function showEstimate(page: Context): Promise<Response> {
  const { t, formats } = page
  const found = await page.api.call('estimateAiTasks')
  const { tasks, budget, fits_now: fits } = found
  const body =
    tasks === 0
      ? empty(t('nothingWaits'), t('nothingWaitsHint'))
      : html`<p class="state">
            ${badge(fits ? 'done' : 'resting', formats.money(found.cost_usd))}
            ${t(fits ? 'fits' : 'fitsNot')}
          </p>
          ${statList([
            {
              label: t('tasks'),
              value: formats.number(tasks),
              aside: found.is_scaled_up ? t('sampled', { n: found.sampled_tasks }) : undefined,
            },
            { label: t('batches'), value: formats.number(found.batches) },
            {
              label: t('cost'),
              value: formats.money(found.cost_usd),
              title: `$${found.cost_usd}`,
            },
            {
              label: t('left'),
              value: formats.money(budget.left_usd),
              aside: t('ofLimit', { limit: formats.money(budget.daily_usd) }),
            },
            {
              label: t('inputTokens'),
              value: formats.compact(found.input_tokens),
              title: formats.number(found.input_tokens),
            },
            {
              label: t('outputTokens'),
              value: formats.compact(found.output_tokens),
              title: formats.number(found.output_tokens),
            },
            { label: t('pictures'), value: formats.number(found.images) },
          ])}
          <p class="hint">${t('model')}: ${found.model}</p>`
  const actions = html`<a class="button" href="/console/batches">${t('common.back')}</a>`
  const content = { title: t('estimateTitle'), lead: t('estimateLead'), body, actions }
  return page.c.html(await layout(page, content))
}
