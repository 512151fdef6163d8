import { html } from 'hono/html'
import { badge } from '../../../console/parts/badge.ts'
import { time } from '../../../console/parts/time.ts'
import type { CampaignReport, Context } from './kit.ts'

type Send = CampaignReport['sends'][number]

const SIGNS = {
  waiting: 'pending',
  retried: 'resting',
  sent: 'done',
  failed: 'failed',
} as const

const stateOf = ({ state, attempts }: Send): keyof typeof SIGNS =>
  state === 'waiting' && attempts > 0 ? 'retried' : state

/** The reports that were sent, or are on their way, the newest first. */
export function sendsTable(page: Context, { sends }: CampaignReport) {
  const { t } = page
  if (sends.length === 0) return ''
  return html`<section>
    <h2>${t('sendsHead')}</h2>
    <table class="list cards">
      <thead>
        <tr>
          <th>${t('timeHead')}</th>
          <th>${t('channelHead')}</th>
          <th>${t('stateHead')}</th>
        </tr>
      </thead>
      <tbody>
        ${sends.map((send) => line(page, send))}
      </tbody>
    </table>
  </section>`
}

function line(page: Context, send: Send) {
  const { t } = page
  const state = stateOf(send)
  return html`<tr>
    <td>${time(page, send.due_at)} ${send.is_last ? html`<small>${t('isLast')}</small>` : ''}</td>
    <td>${t(`channel_${send.channel}`)}</td>
    <td>
      ${badge(SIGNS[state], t(`state_${state}`))}
      ${
        send.last_error === null
          ? ''
          : html`<p>
              <small
                >${
                  send.last_status === null
                    ? t('noAnswer')
                    : t('answered', { status: String(send.last_status) })
                }</small
              >
            </p>`
      }
    </td>
  </tr>`
}
