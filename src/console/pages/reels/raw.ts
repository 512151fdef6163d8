import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { empty } from '../../parts/empty.ts'
import { tree } from '../../parts/tree.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { Details } from './data.ts'
import { nameOf } from './detail.ts'
import { mediaId } from './sync.ts'
import { reelsWords } from './words.ts'

const Raw = z.object({ data: z.array(z.object({ collected_at: z.string(), raw: z.unknown() })) })
const SHOWN = 10

/** `GET /reels/:id/raw`: what Meta sent, for whoever looks for a fault. */
export async function showRaw(page: Page): Promise<Response> {
  const say = sayIn(page.language, reelsWords)
  const path = `/api/ig/media/${mediaId(page)}` as const
  const [media, { data }] = await Promise.all([
    page.ask(`GET ${path}`, Details),
    page.ask(`GET ${path}/insights/raw`, Raw, { query: { limit: SHOWN } }),
  ])
  const answers = data.map(
    ({ collected_at: at, raw }, place) =>
      html`<details id="raw-${place}" class="raw">
        <summary>${page.formats.absolute(new Date(at))}</summary>
        ${tree(raw)}
      </details>`,
  )
  const body = html`<p><a href="/console/reels/${media.id}">${nameOf(page, media)}</a></p>
    ${data.length === 0 ? empty(say('rawNone'), say('rawNoneHint')) : answers}`
  return page.c.html(await shell(page, { title: say('raw'), lead: say('rawLead'), body }))
}
