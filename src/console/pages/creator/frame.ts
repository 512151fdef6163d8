import { html } from 'hono/html'
import { addressOf, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { creatorPath, profileUrl } from '../../parts/creator-link.ts'
import { external } from '../../parts/external.ts'
import { picture } from '../../parts/picture.ts'
import { tabs } from '../../parts/tabs.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import type { ShapeName } from '../../shapes.ts'
import { sayIn, wordOf } from '../../words.ts'
import { creatorWords } from '../../words/creators.ts'
import { Creator } from './data.ts'
import { creatorPageWords } from './words.ts'

const PARTS = ['overview', 'posts', 'insights', 'team'] as const
export type Part = (typeof PARTS)[number]

/** The name in the address, for a path of the API. */
export const creatorId = ({ c }: Page): string => encodeURIComponent(c.req.param('creator') ?? '')

export const readCreator = async (page: Page): Promise<Creator> =>
  await page.ask(`GET /api/blogs/${creatorId(page)}`, Creator)

/** Below /console: the page of this creator, or a part of it. */
export const pathOf = ({ username, id }: Creator, part = ''): string =>
  `${creatorPath(username, id)}${part === '' ? '' : `/${part}`}`

/** A part of the page of a creator, below what all parts show. */
export async function showPart(
  page: Page,
  creator: Creator,
  { part, body }: { part: Part; body: unknown },
): Promise<Response> {
  const say = sayIn(page.language, creatorPageWords)
  const views = tabs(
    say('parts'),
    PARTS.map((each) => ({
      label: say(each),
      href: addressOf(pathOf(creator, each === 'overview' ? '' : each)),
      isCurrent: each === part,
    })),
  )
  const text = await shell(page, {
    title: `@${creator.username}`,
    body: html`${head(page, creator)} ${views}
      <div class="part">${body}</div>`,
    actions: actions(page, creator),
    isLive: true,
  })
  return page.c.html(text)
}

function actions(page: Page, creator: Creator) {
  const say = sayIn(page.language, creatorPageWords)
  const isFound = profileUrl(creator.username) !== null
  return html`${
    page.may('creators:write') && isFound
      ? html`<form method="post" action="${addressOf(pathOf(creator, 'scrape'))}" data-morph>
          <button>${say(creator.scraped_at === null ? 'scrapeFirst' : 'scrape')}</button>
        </form>`
      : ''
  }
  ${
    page.may('lists:write')
      ? html`<a class="button" href="${addressOf(pathOf(creator, 'list'))}" data-dialog>
          ${say('toList')}
        </a>`
      : ''
  }`
}

function head(page: Page, creator: Creator) {
  const say = sayIn(page.language, creatorPageWords)
  const profile = profileUrl(creator.username)
  return html`<div class="creator-head">
    ${picture({ hash: creator.avatar_hash, name: creator.username, size: 96 })}
    <div>
      ${creator.full_name === null ? '' : html`<p><strong>${creator.full_name}</strong></p>`}
      ${creator.biography === null ? '' : html`<p class="bio">${creator.biography}</p>`}
      <p class="marks">
        ${state(page, creator)} ${creator.is_verified ? badge('done', say('verified')) : ''}
        ${
          creator.business_category === null
            ? ''
            : html`<span>${say('business', { name: creator.business_category })}</span>`
        }
        ${profile === null ? '' : external(profile, say('profile'))}
      </p>
    </div>
  </div>`
}

const SIGNS: Readonly<Record<string, ShapeName>> = {
  active: 'done',
  pending: 'pending',
  scraping: 'running',
  analyzing: 'running',
  private: 'paused',
  restricted: 'paused',
  failed: 'failed',
}

/** How the creator stands with us, and how old that is. */
function state(page: Page, { scrape_status: status, scraped_at, fully_scraped_at }: Creator) {
  const say = sayIn(page.language, creatorPageWords)
  const word = wordOf(page.language, creatorWords, `status_${status}`) ?? status
  const when = (label: string, iso: string) => html`<span>${label} ${time(page, iso)}</span>`
  return html`${badge(SIGNS[status] ?? 'cancelled', word)}
  ${scraped_at === null ? html`<span>${say('never')}</span>` : when(say('scraped'), scraped_at)}
  ${
    fully_scraped_at === null || fully_scraped_at === scraped_at
      ? ''
      : when(say('profileOnly'), fully_scraped_at)
  }`
}
