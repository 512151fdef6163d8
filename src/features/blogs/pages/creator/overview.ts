import { html } from 'hono/html'
import { audience } from './audience.ts'
import { beside } from './beside.ts'
import { facts } from './facts.ts'
import { readCreator, showPart } from './frame.ts'
import { growth } from './growth.ts'
import { hours, paidPosts } from './habits.ts'
import type { Context } from './kit.ts'
import { metrics } from './metrics.ts'
import { bestPosts, recentPosts } from './recent-posts.ts'
import { risks } from './risks.ts'
import { latestStories } from '../../../../console/parts/story-card.ts'
import { verdict } from './verdict.ts'

/** A year, and the week in which it began. */
const WEEKS = 53
const LISTS = 20
const STORIES = 12

/** Do we take this one? First the answer in words, then what it rests on. */
export async function showOverview(page: Context): Promise<Response> {
  const params = { id: page.param('creator') }
  const found = readCreator(page)
  const [creator, assessment, standing, weeks, lists, stories] = await Promise.all([
    found,
    page.api.call('getBlogAssessment', { params, query: { time_zone: page.timeZone } }),
    page.api.call('getBlogStanding', { params }),
    page.api.call('getBlogHistory', { params, query: { interval: 'week', limit: WEEKS } }),
    page.may('lists:read')
      ? page.api.call('listListsOfBlog', { params, query: { limit: LISTS } })
      : { data: [] },
    // By id: a creator who is not known yet has none to ask for.
    found.then(
      async ({ id }) =>
        await page.api.call('listStories', { query: { creator: id, limit: STORIES } }),
    ),
  ])
  const read = { creator, assessment, standing, memberships: lists.data }
  const body = html`<div class="with-aside">
      <div class="first-part">
        ${verdict(page, read)} ${facts(page, read)} ${recentPosts(page, read)}
        ${bestPosts(page, read)} ${latestStories(page, creator, stories.data)}
      </div>
      ${beside(page, read)}
    </div>
    <div class="figure-row">
      ${hours(page, read)} ${paidPosts(page, read)} ${audience(page, read)}
    </div>
    <div class="figure-row first-wide">
      ${growth(page, weeks, assessment)} ${risks(page, creator)}
    </div>
    ${metrics(page, creator, standing)}`
  return await showPart(page, creator, { part: 'overview', body })
}
