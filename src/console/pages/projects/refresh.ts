import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, type Page } from '../../page.ts'
import { time } from '../../parts/time.ts'
import { sayIn } from '../../words.ts'
import { Performance, type Measured } from './data.ts'
import { projectId } from './edit.ts'
import { projectsWords } from './words.ts'

/** Each costs a few calls of Meta's API, and people ask for what they see first. */
const MOST_REFRESHED = 20

/** How old the newest numbers of the posts on the page are, and the way to newer ones. */
export function updated(page: Page, path: string, versions: readonly Measured[]) {
  const say = sayIn(page.language, projectsWords)
  const posts = versions.flatMap(({ posts: bound }) => bound)
  if (posts.length === 0) return ''
  const newest = posts
    .flatMap(({ last_synced_at: at }) => at ?? [])
    .toSorted()
    .at(-1)
  return html`<div class="updated-line" id="updated">
    <span class="hint"
      >${newest === undefined ? say('notUpdated') : html`${say('updated')} ${time(page, newest)}`}</span
    >
    ${
      page.may('own:write') && posts.some(({ deleted_at: at }) => at === null)
        ? html`<form method="post" action="${path}/refresh" data-morph>
            <button>${say('refresh')}</button>
          </form>`
        : ''
    }
  </div>`
}

/** `POST /projects/:id/refresh`: the page changes by itself when the numbers are here. */
export async function refresh(page: Page): Promise<Response> {
  const id = projectId(page)
  const say = sayIn(page.language, projectsWords)
  const { data } = await page.ask(`GET /api/projects/${id}/performance`, Performance)
  const posts = data
    .flatMap(({ posts: bound }) => bound)
    .filter(({ deleted_at: at }) => at === null)
    .toSorted((one, other) => (one.published_at < other.published_at ? 1 : -1))
    .slice(0, MOST_REFRESHED)
  let queued = 0
  for (const { media_id: media } of posts) if (await isQueued(page, media)) queued += 1
  const refused = posts.length - queued
  const text =
    refused === 0 ? say('refreshing', { n: queued }) : say('refreshingSome', { n: queued, refused })
  return goTo(page, `/projects/${id}`, text)
}

/** False for a post whose account has to be authorized or connected again. */
async function isQueued(page: Page, mediaId: string): Promise<boolean> {
  try {
    await page.ask(`POST /api/ig/media/${mediaId}/sync`, z.unknown())
    return true
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status === 409) return false
    throw error
  }
}
