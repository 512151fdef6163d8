import { html } from 'hono/html'
import type { RowOf } from '../../../../../console/api.ts'
import { icon, type IconName } from '../../../../../console/icons.ts'
import type { Context, Post } from '../kit.ts'

type Line = RowOf<'listPublicationLog'>

/** Lines beside the lists: what happened last. */
const LINES = 10

const SIGNS: Readonly<Partial<Record<string, IconName>>> = {
  ready: 'running',
  waiting: 'running',
  unseen: 'running',
  published: 'done',
  there: 'done',
  written: 'done',
  ok: 'done',
  read: 'done',
  removed: 'cancelled',
  unknown: 'unknown',
  absent: 'unknown',
}

/** The last actions towards Instagram for a post. */
export async function activity(page: Context, { id }: Post) {
  const { t } = page
  const { data } = await page.api.call('listPublicationLog', {
    query: { post: id, proxy_checks: 'false', limit: LINES },
  })
  return html`<section class="figure-panel" aria-labelledby="activity">
    <div class="figure-title">
      <h2 id="activity">${t('live.activity')}</h2>
      <a class="quiet" href="/console/publication-log?post=${id}">${t('live.allActivity')}</a>
    </div>
    ${
      data.length === 0
        ? html`<p class="quiet">${t('live.noActivity')}</p>`
        : html`<ol class="activity">
            ${data.map((line) => entry(page, line))}
          </ol>`
    }
  </section>`
}

function entry(page: Context, line: Line) {
  const { formats } = page
  const { id, username, status, at } = line
  const sign = SIGNS[status] ?? 'failed'
  const moment = new Date(at)
  return html`<li id="line-${id}" data-state="${sign}">
    ${icon(sign)}
    <div>
      <p>${username === null ? '' : html`<bdi>@${username}</bdi>: `}${wordsOf(page, line)}</p>
    </div>
    <time datetime="${at}" title="${formats.absolute(moment)}">${formats.clock(moment)}</time>
  </li>`
}

/** An action and its outcome as one phrase. */
function wordsOf({ findText, t }: Context, { action, status }: Line): string {
  if (status === 'thrown') return t('live.did_thrown')
  return (
    findText(`live.did_${action}_${status}`) ??
    findText(`live.did_${action}`) ??
    t('live.did_thrown')
  )
}
