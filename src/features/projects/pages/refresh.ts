import { html } from 'hono/html'
import { refusable } from '../../../console/kit/refusable.ts'
import { goTo } from '../../../console/page.ts'
import { time } from '../../../console/parts/time.ts'
import { projectPath } from './addresses.ts'
import type { Context, Measured } from './kit.ts'

/** Each costs a few calls of Meta's API, and people ask for what they see first. */
const MAX_REFRESHED = 20

/** Shows how old the newest numbers of the posts on the page are, and how to get newer ones. */
export function updated(page: Context, path: string, versions: readonly Measured[]) {
  const { t } = page
  const posts = versions.flatMap(({ posts: bound }) => bound)
  if (posts.length === 0) return ''
  const newest = posts
    .flatMap(({ last_synced_at: at }) => at ?? [])
    .toSorted()
    .at(-1)
  return html`<div class="updated-line" id="updated">
    <span class="hint"
      >${newest === undefined ? t('notUpdated') : html`${t('updated')} ${time(page, newest)}`}</span
    >
    ${
      page.may('own:write') && posts.some(({ deleted_at: at }) => at === null)
        ? html`<form method="post" action="${path}/refresh" data-morph>
            <button>${t('refresh')}</button>
          </form>`
        : ''
    }
  </div>`
}

/** `POST /projects/:id/refresh`: the page changes by itself when the numbers are here. */
export async function refresh(page: Context): Promise<Response> {
  const { t } = page
  const { data } = await page.api.call('getProjectPerformance', {
    params: { id: page.param('id') },
  })
  const posts = data
    .flatMap(({ posts: bound }) => bound)
    .filter(({ deleted_at: at }) => at === null)
    .toSorted((one, other) => (one.published_at < other.published_at ? 1 : -1))
    .slice(0, MAX_REFRESHED)
  let queued = 0
  for (const { media_id: media } of posts) if (await isQueued(page, media)) queued += 1
  const refused = posts.length - queued
  const text =
    refused === 0 ? t('refreshing', { n: queued }) : t('refreshingSome', { n: queued, refused })
  return goTo(page, projectPath(page), text)
}

/** False for a post whose account has to be authorized or connected again. */
async function isQueued(page: Context, id: string): Promise<boolean> {
  const { refusal } = await refusable(page.api.call('syncOwnMedia', { params: { id } }), [409])
  return refusal === undefined
}
