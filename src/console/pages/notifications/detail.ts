import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { goTo, type Page } from '../../page.ts'
import { alertItems, alertTitle, severityBadge } from '../../parts/alert.ts'
import { details } from '../../parts/details.ts'
import { time } from '../../parts/time.ts'
import { timeline, type TimelineEvent } from '../../parts/timeline.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { alertWords } from '../../words/alerts.ts'
import { Channels, Delivery, Notification } from './notification.ts'
import { notificationsWords } from './words.ts'

const WithDeliveries = Notification.extend({ deliveries: z.array(Delivery) })

const idOf = ({ c }: Page): string => encodeURIComponent(c.req.param('id') ?? '')

const STATES = {
  pending: { sign: 'pending', word: 'pending' },
  delivered: { sign: 'done', word: 'arrived' },
  failed: { sign: 'failed', word: 'failed' },
} as const

/** One notification: what it is about, and what became of its messages. */
export async function showNotification(page: Page): Promise<Response> {
  const say = sayIn(page.language, notificationsWords)
  const [found, { data: channels }] = await Promise.all([
    page.ask(`GET /api/notifications/${idOf(page)}`, WithDeliveries),
    page.ask('GET /api/notifications/channels', Channels),
  ])
  const rows = [
    [say('state'), severityBadge(page, found)],
    [say('count'), page.formats.number(found.count)],
    [say('first'), time(page, found.created_at)],
    [say('last'), time(page, found.last_raised_at)],
    [say('cause'), html`<code>${found.cause}</code>`],
  ] as const
  const mayReplay = found.sent_at !== null && channels.length > 0 && page.may('notifications:write')
  const body = html`<div class="columns wide">
    <div>
      <section>
        <h2>${say('about')}</h2>
        ${alertItems(page, found)}
      </section>
      ${timeline(
        page,
        say('attempts'),
        found.deliveries.map((each) => event(page, each)),
      )}
      ${
        mayReplay
          ? html`<section>
              <p class="hint">${say('replayHint')}</p>
              <form method="post" action="/console/notifications/${found.id}/replay" data-morph>
                <button>${say('replay')}</button>
              </form>
            </section>`
          : ''
      }
    </div>
    ${details(rows)}
  </div>`
  return page.c.html(await shell(page, { title: alertTitle(page, found), body }))
}

function event(page: Page, delivery: z.output<typeof Delivery>): TimelineEvent {
  const { channel: name, state, attempts, last_error: error } = delivery
  const { sign, word } = STATES[state]
  const channel = sayIn(page.language, alertWords)(`channel_${name}`)
  return {
    at: delivery.ended_at ?? delivery.created_at,
    sign,
    text: sayIn(page.language, notificationsWords)(word, { channel, n: attempts }),
    ...(error === null ? {} : { detail: html`<p lang="en">${error}</p>` }),
  }
}

export async function replay(page: Page): Promise<Response> {
  await page.ask(`POST /api/notifications/${idOf(page)}/replay`, z.unknown())
  const flash = sayIn(page.language, notificationsWords)('replayed')
  return goTo(page, `/notifications/${idOf(page)}`, flash)
}
