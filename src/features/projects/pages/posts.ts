import { html } from 'hono/html'
import { badge } from '../../../console/parts/badge.ts'
import { external } from '../../../console/parts/external.ts'
import { field } from '../../../console/parts/forms/field.ts'
import { sparkline } from '../../../console/parts/figures/sparkline.ts'
import { ageText } from './measures.ts'
import type { Context, Horizon, Measured, Post } from './kit.ts'

/** A refused link, and what is wrong with it. */
export type Pasted = { version: number; link: string; fault: string }

/** The posts of a version, and the field for the link of another one. */
export function posts(
  page: Context,
  path: string,
  { number: n, posts: rows, horizon_hours: horizon }: Measured,
  pasted: Pasted | undefined,
) {
  const { t } = page
  const list =
    rows.length === 0
      ? html`<p class="hint">${t('noPosts')}</p>`
      : html`<ul class="bound">
          ${rows.map((post) => html`<li id="post-${post.binding_id}">${one(page, path, post, horizon)}</li>`)}
        </ul>`
  return html`${list} ${page.may('own:write') ? bindForm(page, path, n, pasted) : ''}`
}

function one(page: Context, path: string, post: Post, horizon: Horizon) {
  const { t } = page
  const label = t('post', { day: page.formats.date(new Date(post.published_at)) })
  return html`<div>
      <a class="name" href="/console/reels/${post.media_id}">${label}</a>
      ${post.permalink === null ? '' : external(post.permalink, t('onInstagram'))}
      <small>${newest(page, post)}</small>
      <small>${compared(page, post, horizon)}</small>
      ${post.deleted_at === null ? '' : badge('cancelled', t('gone'))}
      ${post.kind === 'tagged' ? badge('flag', t('byTag')) : ''}
    </div>
    ${curve(page, post)}
    ${
      page.may('own:write')
        ? html`<form method="post" action="${path}/unbind" data-morph>
            <input type="hidden" name="binding" value="${post.binding_id}" />
            <button class="link">${t('unbind')}</button>
          </form>`
        : ''
    }`
}

/** Shows the newest numbers of a post, which are compared with nothing. */
function newest(page: Context, { age_hours: age, newest: { views } }: Post): string {
  const { t } = page
  if (age === null) return t('notSynced')
  const at = ageInShort(page, age)
  return views === null
    ? t('readAt', { at })
    : t('soFar', { at, views: page.formats.compact(views) })
}

/** Between which readings its numbers at the horizon lie, or why there are none. */
function compared(page: Context, { missing, readings }: Post, horizon: Horizon): string {
  const { t } = page
  const age = ageText(page, horizon)
  if (missing !== null && missing !== 'not_read_yet')
    return t('notCompared', { reason: t(`missing_${missing}`, { age }) })
  if (readings === null) return ''
  const { from_hours: from, to_hours: to } = readings
  if (from === to) return t('comparedAt', { age })
  return t('comparedBetween', { age, from: hours(page, from), to: hours(page, to) })
}

const hours = ({ formats }: Context, value: number): string => formats.precise(value)

/** Whole hours for the first three days, then whole days that have passed: 93 h is 3 days. */
function ageInShort(page: Context, age: number): string {
  const { t } = page
  return age < 72
    ? t('ageHours', { n: Math.floor(age) })
    : t('ageDays', { n: Math.floor(age / 24) })
}

/** Views by age, and what was usual at the last one. */
function curve(page: Context, { curve: points }: Post) {
  const { t } = page
  const last = points.at(-1)
  if (!last) return ''
  const { formats } = page
  const age = ageInShort(page, last.age_hours)
  const { typical_views: typical } = last
  const usual = typical === null ? '' : t('usual', { views: formats.compact(typical) })
  const text = t('curve', { age, views: formats.compact(last.views), usual })
  return html`<p class="curve">
    ${sparkline(
      points.map(({ views }) => views),
      text,
    )}
    <small dir="auto">${text}</small>
  </p>`
}

function bindForm(page: Context, path: string, n: number, pasted: Pasted | undefined) {
  const { t } = page
  const own = pasted?.version === n ? pasted : undefined
  return html`<form class="bind" method="post" action="${path}/versions/v${n}/bind" data-morph>
    ${field({
      name: `link-${n}`,
      label: t('link'),
      value: own?.link,
      hint: t('linkHint'),
      fault: own?.fault,
    })}
    <button>${t('bind')}</button>
  </form>`
}
