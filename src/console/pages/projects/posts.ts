import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { external } from '../../parts/external.ts'
import { field } from '../../parts/field.ts'
import { sparkline } from '../../parts/sparkline.ts'
import { sayIn } from '../../words.ts'
import type { Measured, Post } from './data.ts'
import { projectsWords } from './words.ts'

/** What was pasted, and what is wrong with it. */
export type Pasted = { version: number; link: string; fault: string }

/** The posts of a version, and the field for the link of another one. */
export function posts(
  page: Page,
  path: string,
  { number: n, posts: rows }: Measured,
  pasted: Pasted | undefined,
) {
  const say = sayIn(page.language, projectsWords)
  const list =
    rows.length === 0
      ? html`<p class="hint">${say('noPosts')}</p>`
      : html`<ul class="bound">
          ${rows.map((post) => html`<li id="post-${post.binding_id}">${one(page, path, post)}</li>`)}
        </ul>`
  return html`${list} ${page.may('own:write') ? bindForm(page, path, n, pasted) : ''}`
}

function one(page: Page, path: string, post: Post) {
  const say = sayIn(page.language, projectsWords)
  const label = say('post', { day: page.formats.date(new Date(post.published_at)) })
  const measured =
    post.age_hours === null
      ? say('notSynced')
      : say('measuredAt', { n: Math.floor(post.age_hours) })
  return html`<div>
      ${post.permalink === null ? label : external(post.permalink, label)}
      <small>${measured}</small>
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

/** Views by age, and what was usual at the last one. */
function curve(page: Page, { curve: points }: Post) {
  const say = sayIn(page.language, projectsWords)
  const last = points.at(-1)
  if (!last) return ''
  const { formats } = page
  const age =
    last.age_hours < 72
      ? say('ageHours', { n: last.age_hours })
      : say('ageDays', { n: Math.round(last.age_hours / 24) })
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
