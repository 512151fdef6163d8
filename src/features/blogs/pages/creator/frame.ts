import { html } from 'hono/html'
import { addressOf } from '../../../../console/page.ts'
import { badge } from '../../../../console/parts/badge.ts'
import { creatorPath, profileUrl } from '../../../../console/parts/creator-link.ts'
import { external } from '../../../../console/parts/external.ts'
import { avatar } from '../../../../console/parts/picture.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { time } from '../../../../console/parts/time.ts'
import { layout } from '../../../../console/layout.ts'
import type { IconName } from '../../../../console/icons.ts'
import type { Context, Creator } from './kit.ts'

const PARTS = ['overview', 'posts', 'insights', 'team'] as const
export type Part = (typeof PARTS)[number]

/** The creator that the address names. */
export const readCreator = async (page: Context): Promise<Creator> =>
  await page.api.call('getBlog', { params: { id: page.param('creator') } })

/** Below /console: the page of this creator, or a part of it. */
export const pathOf = ({ username, id }: Creator, part = ''): string =>
  `${creatorPath(username, id)}${part === '' ? '' : `/${part}`}`

/** A part of the page of a creator, below what all parts show. */
export async function showPart(
  page: Context,
  creator: Creator,
  { part, body }: { part: Part; body: unknown },
): Promise<Response> {
  const { t } = page
  const views = tabs(
    t('parts'),
    PARTS.map((each) => ({
      label: t(each),
      href: addressOf(pathOf(creator, each === 'overview' ? '' : each)),
      isCurrent: each === part,
    })),
  )
  const text = await layout(page, {
    title: `@${creator.username}`,
    body: html`${head(page, creator)} ${views}
      <div class="part">${body}</div>`,
    actions: actions(page, creator),
    isLive: true,
  })
  return page.c.html(text)
}

function actions(page: Context, creator: Creator) {
  const { t } = page
  const isFound = profileUrl(creator.username) !== null
  return html`${
    page.may('creators:write') && isFound
      ? html`<form method="post" action="${addressOf(pathOf(creator, 'scrape'))}" data-morph>
          <button>${t(creator.scraped_at === null ? 'scrapeFirst' : 'scrape')}</button>
        </form>`
      : ''
  }
  ${
    page.may('creators:write')
      ? html`<a
          class="button"
          href="${withQuery('/console/shares/new', {
            subject: 'creator',
            creators: creator.username,
            back: addressOf(pathOf(creator)),
          })}"
          data-dialog
          >${t('common.share')}</a
        >`
      : ''
  }
  ${
    page.may('lists:write')
      ? html`<a class="button main" href="${addressOf(pathOf(creator, 'list'))}" data-dialog>
          ${t('toList')}
        </a>`
      : ''
  }`
}

function head(page: Context, creator: Creator) {
  const { t } = page
  const profile = profileUrl(creator.username)
  return html`<div class="creator-head">
    ${avatar({ hash: creator.avatar_hash, name: creator.username, size: 96 })}
    <div>
      ${creator.full_name === null ? '' : html`<p><strong dir="auto">${creator.full_name}</strong></p>`}
      ${creator.biography === null ? '' : html`<p class="bio" dir="auto">${creator.biography}</p>`}
      <p class="marks">
        ${state(page, creator)} ${creator.is_verified ? badge('done', t('verified')) : ''}
        ${
          creator.business_category === null
            ? ''
            : html`<span>${t('business', { name: creator.business_category })}</span>`
        }
        ${profile === null ? '' : external(profile, t('profile'))}
      </p>
    </div>
  </div>`
}

const SIGNS: Readonly<Record<Creator['scrape_status'], IconName>> = {
  active: 'done',
  pending: 'pending',
  scraping: 'running',
  analyzing: 'running',
  private: 'paused',
  restricted: 'paused',
  deleted: 'cancelled',
  failed: 'failed',
}

/** Renders the scrape status of the creator, and its age. */
function state(page: Context, { scrape_status: status, scraped_at, fully_scraped_at }: Creator) {
  const { t } = page
  const when = (label: string, iso: string) => html`<span>${label} ${time(page, iso)}</span>`
  return html`${badge(SIGNS[status], t(`creator.status_${status}`))}
  ${scraped_at === null ? html`<span>${t('never')}</span>` : when(t('scraped'), scraped_at)}
  ${
    fully_scraped_at === null || fully_scraped_at === scraped_at
      ? ''
      : when(t('profileOnly'), fully_scraped_at)
  }`
}
