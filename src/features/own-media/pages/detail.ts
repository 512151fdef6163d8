import { html } from 'hono/html'
import { badge } from '../../../console/parts/badge.ts'
import { details } from '../../../console/parts/details.ts'
import { external } from '../../../console/parts/external.ts'
import { time } from '../../../console/parts/time.ts'
import { layout } from '../../../console/layout.ts'
import { againstUsual, verdict } from './against-usual.ts'
import { trends } from './trends.ts'
import { preview } from './files.ts'
import { lengthForm, missingList, showcase, type LengthForm } from './showcase.ts'
import { findAccount, syncState } from './sync.ts'
import type { Account, Context, MediaDetail, Suggestions } from './kit.ts'
import { quoted } from '../../../console/parts/original.ts'

/** A limit above the number of snapshots that the plan takes of a post. */
const MAX_SNAPSHOTS = 200

export const nameOf = (
  { t, formats }: Context,
  { type, published_at: at }: MediaDetail,
): string => {
  return t('titleOf', { type: t(`is_${type}`), day: formats.date(new Date(at)) })
}

/** `GET /reels/:id` */
export async function showReel(page: Context, form?: LengthForm): Promise<Response> {
  const params = { id: page.param('id') }
  const [insights, suggested, comparison] = await Promise.all([
    page.api.call('getOwnMediaInsights', { params, query: { limit: MAX_SNAPSHOTS } }),
    page.api.call('suggestVersions', { params }),
    page.api.call('getOwnMediaComparison', { params }),
  ])
  const { media } = insights
  const account = await findAccount(page, media.account_id)
  const body = html`${head(page, media, account)}
    <div class="columns wide">
      <div>
        ${againstUsual(page, comparison)} ${showcase(page, media)}
        ${missingList(page, media, account !== undefined)} ${trends(page, insights)}
      </div>
      <div>
        ${binding(page, media, suggested)} ${about(page, media)} ${lengthForm(page, media, form)}
      </div>
    </div>`
  const content = {
    title: nameOf(page, media),
    lead: verdict(page, comparison),
    body,
    actions: actions(page, media, account),
  }
  return page.c.html(await layout(page, { ...content, isLive: true }), form ? 422 : 200)
}

function actions(
  page: Context,
  { id, deleted_at: deletedAt }: MediaDetail,
  account: Account | undefined,
) {
  const { t } = page
  return html`<a class="button" href="/console/reels/${id}/export">${t('common.export')}</a> ${
      page.may('own:all')
        ? html`<a class="button" href="/console/reels/${id}/raw">${t('raw')}</a>`
        : ''
    }
    ${
      page.may('own:write') && account && deletedAt === null
        ? html`<form method="post" action="/console/reels/${id}/sync" data-morph>
            <button class="main">${t('refresh')}</button>
          </form>`
        : ''
    }`
}

function head(page: Context, media: MediaDetail, account: Account | undefined) {
  const { t } = page
  const { caption, permalink, username, sync_error: error } = media
  const isRefused = ['error', 'rate_limited'].includes(media.sync_status) && error !== null
  return html`<div class="creator-head">
    ${preview(media, 96)}
    <div>
      <p>
        <strong dir="auto">@${username}</strong>
        ${permalink === null ? '' : external(permalink, t('onInstagram'))}
      </p>
      ${caption === null ? '' : html`<p class="caption" dir="auto">${caption}</p>`}
      <div class="sync">${syncState(page, media, account)}</div>
      ${isRefused ? html`<p class="hint">${t('metaSaid')}: ${quoted(page, error)}</p>` : ''}
    </div>
  </div>`
}

/** Shows the version that the post was made from, or may have been. */
function binding(page: Context, { id }: MediaDetail, { binding: bound, suggestions }: Suggestions) {
  const { t } = page
  const mayWrite = page.may('own:write')
  if (bound)
    return html`<section id="binding">
      <h2>${t('binding')}</h2>
      <p>
        <a href="/console/projects/${bound.project_id}#v${bound.number}"
          >${t('isBound', { n: String(bound.number), name: bound.project })}</a
        >
      </p>
      ${bound.kind === 'tagged' ? badge('flag', t('boundByTag')) : ''}
      ${
        mayWrite
          ? html`<form method="post" action="/console/reels/${id}/unbind" data-morph>
              <input type="hidden" name="binding" value="${bound.id}" />
              <button>${t('unbind')}</button>
            </form>`
          : ''
      }
    </section>`
  const [likest] = suggestions
  return html`<section id="binding">
    <h2>${t('binding')}</h2>
    <p class="hint">
      ${
        likest
          ? t('seemsMadeFrom', { n: String(likest.number), name: likest.project })
          : t('notBound')
      }
    </p>
    ${
      mayWrite
        ? html`<a class="button" href="/console/reels/${id}/bind" data-dialog>${t('bind')}</a>`
        : ''
    }
  </section>`
}

function about(page: Context, media: MediaDetail) {
  const { t } = page
  const { length_ms: length, next_sync_at: next, deleted_at: deletedAt } = media
  const seconds = page.formats.precise((length ?? 0) / 1_000)
  return html`<section>
    <h2>${t('facts')}</h2>
    ${details([
      [t('published'), time(page, media.published_at)],
      ...(deletedAt === null
        ? [
            [
              t('nextSync'),
              next === null ? html`<small>${t('onRequest')}</small>` : time(page, next),
            ] as const,
          ]
        : [[t('state_deleted'), time(page, deletedAt)] as const]),
      ...(length === null ? [] : [[t('length'), t('seconds', { n: seconds })] as const]),
    ])}
  </section>`
}
