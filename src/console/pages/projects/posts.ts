import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { external } from '../../parts/external.ts'
import { field } from '../../parts/field.ts'
import { sparkline } from '../../parts/sparkline.ts'
import { sayIn } from '../../words.ts'
import type { Horizon, Measured, Post } from './data.ts'
import { ageText } from './measures.ts'
import { projectsWords } from './words.ts'

/** What was pasted, and what is wrong with it. */
export type Pasted = { version: number; link: string; fault: string }

/** The posts of a version, and the field for the link of another one. */
export function posts(
  page: Page,
  path: string,
  { number: n, posts: rows, horizon_hours: horizon }: Measured,
  pasted: Pasted | undefined,
) {
  const say = sayIn(page.language, projectsWords)
  const list =
    rows.length === 0
      ? html`<p class="hint">${say('noPosts')}</p>`
      : html`<ul class="bound">
          ${rows.map((post) => html`<li id="post-${post.binding_id}">${one(page, path, post, horizon)}</li>`)}
        </ul>`
  return html`${list} ${page.may('own:write') ? bindForm(page, path, n, pasted) : ''}`
}

function one(page: Page, path: string, post: Post, horizon: Horizon) {
  const say = sayIn(page.language, projectsWords)
  const label = say('post', { day: page.formats.date(new Date(post.published_at)) })
  return html`<div>
      <a href="/console/reels/${post.media_id}">${label}</a>
      ${post.permalink === null ? '' : external(post.permalink, say('onInstagram'))}
      <small>${newest(page, post)}</small>
      <small>${compared(page, post, horizon)}</small>
      ${post.deleted_at === null ? '' : badge('cancelled', say('gone'))}
      ${post.kind === 'tagged' ? badge('flag', say('byTag')) : ''}
    </div>
    ${curve(page, post)}
    ${
      page.may('own:write')
        ? html`<form method="post" action="${path}/unbind" data-morph>
            <input type="hidden" name="binding" value="${post.binding_id}" />
            <button class="link">${say('unbind')}</button>
          </form>`
        : ''
    }`
}

/** What the post has so far, which is compared with nothing. */
function newest(page: Page, { age_hours: age, newest: { views } }: Post): string {
  const say = sayIn(page.language, projectsWords)
  if (age === null) return say('notSynced')
  const at = ageInShort(page, age)
  return views === null
    ? say('readAt', { at })
    : say('soFar', { at, views: page.formats.compact(views) })
}

/** Between which readings its numbers at the horizon lie, or why there are none. */
function compared(page: Page, { missing, readings }: Post, horizon: Horizon): string {
  const say = sayIn(page.language, projectsWords)
  const age = ageText(page, horizon)
  if (missing !== null && missing !== 'not_read_yet')
    return say('notCompared', { reason: say(`missing_${missing}`, { age }) })
  if (readings === null) return ''
  const { from_hours: from, to_hours: to } = readings
  if (from === to) return say('comparedAt', { age })
  return say('comparedBetween', { age, from: hours(page, from), to: hours(page, to) })
}

const hours = ({ formats }: Page, value: number): string => formats.precise(value)

/** Whole hours for the first three days, then whole days that have passed: 93 h is 3 days. */
function ageInShort(page: Page, age: number): string {
  const say = sayIn(page.language, projectsWords)
  return age < 72
    ? say('ageHours', { n: Math.floor(age) })
    : say('ageDays', { n: Math.floor(age / 24) })
}

/** Views by age, and what was usual at the last one. */
function curve(page: Page, { curve: points }: Post) {
  const say = sayIn(page.language, projectsWords)
  const last = points.at(-1)
  if (!last) return ''
  const { formats } = page
  const age = ageInShort(page, last.age_hours)
  const { typical_views: typical } = last
  const usual = typical === null ? '' : say('usual', { views: formats.compact(typical) })
  const text = say('curve', { age, views: formats.compact(last.views), usual })
  return html`<p class="curve">
    ${sparkline(
      points.map(({ views }) => views),
      text,
    )}
    <small>${text}</small>
  </p>`
}

function bindForm(page: Page, path: string, n: number, pasted: Pasted | undefined) {
  const say = sayIn(page.language, projectsWords)
  const own = pasted?.version === n ? pasted : undefined
  return html`<form class="bind" method="post" action="${path}/versions/v${n}/bind" data-morph>
    ${field({
      name: `link-${n}`,
      label: say('link'),
      value: own?.link,
      hint: say('linkHint'),
      fault: own?.fault,
    })}
    <button>${say('bind')}</button>
  </form>`
}
