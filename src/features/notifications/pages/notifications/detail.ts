import { html } from 'hono/html'
import { goTo } from '../../../../console/page.ts'
import { alertItems, alertTitle, severityBadge } from '../../../../console/parts/alert.ts'
import { details } from '../../../../console/parts/details.ts'
import { time } from '../../../../console/parts/time.ts'
import { timeline, type TimelineEvent } from '../../../../console/parts/figures/timeline.ts'
import { layout } from '../../../../console/layout.ts'
import type { Context, Delivery } from './kit.ts'
import { original } from '../../../../console/parts/original.ts'

const STATES = {
  pending: { sign: 'pending', word: 'pending' },
  delivered: { sign: 'done', word: 'arrived' },
  failed: { sign: 'failed', word: 'failed' },
} as const

/** One notification: what it is about, and what became of its messages. */
export async function showNotification(page: Context): Promise<Response> {
  const { t } = page
  const [found, { data: channels }] = await Promise.all([
    page.api.call('getNotification', { params: { id: page.param('id') } }),
    page.api.call('listChannels'),
  ])
  const rows = [
    [t('state'), severityBadge(page, found)],
    [t('count'), page.formats.number(found.count)],
    [t('first'), time(page, found.created_at)],
    [t('last'), time(page, found.last_raised_at)],
    [t('cause'), html`<code>${found.cause}</code>`],
  ] as const
  const mayReplay = found.sent_at !== null && channels.length > 0 && page.may('notifications:write')
  const body = html`<div class="columns wide">
    <div>
      <section>
        <h2>${t('about')}</h2>
        ${alertItems(page, found)}
      </section>
      ${timeline(
        page,
        t('attempts'),
        found.deliveries.map((each) => event(page, each)),
      )}
      ${
        mayReplay
          ? html`<section>
              <p class="hint">${t('replayHint')}</p>
              <form method="post" action="/console/notifications/${found.id}/replay" data-morph>
                <button>${t('replay')}</button>
              </form>
            </section>`
          : ''
      }
    </div>
    ${details(rows)}
  </div>`
  return page.c.html(await layout(page, { title: alertTitle(page, found), body }))
}

function event(page: Context, delivery: Delivery): TimelineEvent {
  const { channel: name, state, attempts, last_error: error } = delivery
  const { sign, word } = STATES[state]
  const channel = page.t(`alert.channel_${name}`)
  return {
    at: delivery.ended_at ?? delivery.created_at,
    sign,
    text: page.t(word, { channel, n: attempts }),
    ...(error === null ? {} : { detail: original(page, error) }),
  }
}

export async function replay(page: Context): Promise<Response> {
  const { id } = await page.api.call('replayNotification', { params: { id: page.param('id') } })
  return goTo(page, `/notifications/${id}`, page.t('replayed'))
}
