import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { details } from '../../parts/details.ts'
import { external } from '../../parts/external.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { courses } from './courses.ts'
import { Insights, Suggestions, type Account, type Details } from './data.ts'
import { preview } from './files.ts'
import { lengthForm, missingList, showcase, type LengthGiven } from './showcase.ts'
import { findAccount, mediaId, syncState } from './sync.ts'
import { reelsWords } from './words.ts'

/** More snapshots than the plan takes of a post. */
const MOST_SNAPSHOTS = 200

export const nameOf = (
  { language, formats }: Page,
  { type, published_at: at }: Details,
): string => {
  const say = sayIn(language, reelsWords)
  return say('titleOf', { type: say(`is_${type}`), day: formats.date(new Date(at)) })
}

/** `GET /reels/:id` */
export async function showReel(page: Page, given?: LengthGiven): Promise<Response> {
  const path = `/api/ig/media/${mediaId(page)}` as const
  const [insights, suggested] = await Promise.all([
    page.ask(`GET ${path}/insights`, Insights, { query: { limit: MOST_SNAPSHOTS } }),
    page.ask(`GET ${path}/suggestions`, Suggestions),
  ])
  const { media } = insights
  const account = await findAccount(page, media.account_id)
  const body = html`${head(page, media, account)}
    <div class="columns wide">
      <div>
        ${showcase(page, media)} ${missingList(page, media, account !== undefined)}
        ${courses(page, insights)}
      </div>
      <div>
        ${binding(page, media, suggested)} ${about(page, media)} ${lengthForm(page, media, given)}
      </div>
    </div>`
  const content = { title: nameOf(page, media), body, actions: actions(page, media, account) }
  return page.c.html(await shell(page, { ...content, isLive: true }), given ? 422 : 200)
}

function actions(page: Page, { id, deleted_at: deletedAt }: Details, account: Account | undefined) {
  const say = sayIn(page.language, reelsWords)
  return html`<a class="button" href="/console/reels/${id}/export"
      >${sayIn(page.language, frameWords)('export')}</a
    >
    ${
      page.may('own:all')
        ? html`<a class="button" href="/console/reels/${id}/raw">${say('raw')}</a>`
        : ''
    }
    ${
      page.may('own:write') && account && deletedAt === null
        ? html`<form method="post" action="/console/reels/${id}/sync" data-morph>
            <button class="main">${say('refresh')}</button>
          </form>`
        : ''
    }`
}

function head(page: Page, media: Details, account: Account | undefined) {
  const say = sayIn(page.language, reelsWords)
  const { caption, permalink, username, sync_error: error } = media
  const isRefused = ['error', 'rate_limited'].includes(media.sync_status) && error !== null
  return html`<div class="creator-head">
    ${preview(media, 96)}
    <div>
      <p>
        <strong>@${username}</strong>
        ${permalink === null ? '' : external(permalink, say('onInstagram'))}
      </p>
      ${caption === null ? '' : html`<p class="caption">${caption}</p>`}
      <div class="sync">${syncState(page, media, account)}</div>
      ${
        isRefused
          ? html`<p class="hint">${say('metaSaid')}: <span lang="en">${error}</span></p>`
          : ''
      }
    </div>
  </div>`
}

/** From which version the post was made, or may have been. */
function binding(page: Page, { id }: Details, { binding: bound, suggestions }: Suggestions) {
  const say = sayIn(page.language, reelsWords)
  const mayWrite = page.may('own:write')
  if (bound)
    return html`<section id="binding">
      <h2>${say('binding')}</h2>
      <p>
        <a href="/console/projects/${bound.project_id}#v${bound.number}"
          >${say('isBound', { n: String(bound.number), name: bound.project })}</a
        >
      </p>
      ${bound.kind === 'tagged' ? badge('flag', say('boundByTag')) : ''}
      ${
        mayWrite
          ? html`<form method="post" action="/console/reels/${id}/unbind" data-morph>
              <input type="hidden" name="binding" value="${bound.id}" />
              <button>${say('unbind')}</button>
            </form>`
          : ''
      }
    </section>`
  const [likest] = suggestions
  return html`<section id="binding">
    <h2>${say('binding')}</h2>
    <p class="hint">
      ${
        likest
          ? say('seemsMadeFrom', { n: String(likest.number), name: likest.project })
          : say('notBound')
      }
    </p>
    ${
      mayWrite
        ? html`<a class="button" href="/console/reels/${id}/bind" data-dialog>${say('bind')}</a>`
        : ''
    }
  </section>`
}

function about(page: Page, media: Details) {
  const say = sayIn(page.language, reelsWords)
  const { length_ms: length, next_sync_at: next, deleted_at: deletedAt } = media
  const seconds = page.formats.precise((length ?? 0) / 1_000)
  return html`<section>
    <h2>${say('facts')}</h2>
    ${details([
      [say('published'), time(page, media.published_at)],
      ...(deletedAt === null
        ? [
            [
              say('nextSync'),
              next === null ? html`<small>${say('onRequest')}</small>` : time(page, next),
            ] as const,
          ]
        : [[say('state_deleted'), time(page, deletedAt)] as const]),
      ...(length === null ? [] : [[say('length'), say('seconds', { n: seconds })] as const]),
    ])}
  </section>`
}
