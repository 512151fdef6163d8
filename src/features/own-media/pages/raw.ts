import { html } from 'hono/html'
import { empty } from '../../../console/parts/empty.ts'
import { tree } from '../../../console/parts/tree.ts'
import { layout } from '../../../console/layout.ts'
import { nameOf } from './detail.ts'
import type { Context } from './kit.ts'

const MAX_ANSWERS = 10

/** `GET /reels/:id/raw`: shows the answers of Meta, to find faults. */
export async function showRaw(page: Context): Promise<Response> {
  const { t } = page
  const params = { id: page.param('id') }
  const [media, { data }] = await Promise.all([
    page.api.call('getOwnMedia', { params }),
    page.api.call('getRawOwnMediaInsights', { params, query: { limit: MAX_ANSWERS } }),
  ])
  const answers = data.map(
    ({ collected_at: at, raw }, place) =>
      html`<details id="raw-${place}" class="raw">
        <summary>${page.formats.absolute(new Date(at))}</summary>
        ${tree(raw)}
      </details>`,
  )
  const body = html`<p><a href="/console/reels/${media.id}">${nameOf(page, media)}</a></p>
    ${data.length === 0 ? empty(t('rawNone'), t('rawNoneHint')) : answers}`
  return page.c.html(await layout(page, { title: t('raw'), lead: t('rawLead'), body }))
}
