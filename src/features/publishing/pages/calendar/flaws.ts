import { html } from 'hono/html'
import { icon } from '../../../../console/icons.ts'
import { groupSign } from '../marks.ts'
import { PATH, searchOf } from './address.ts'
import { beginButton } from './begin.ts'
import { dayAfter, namesOf } from './days.ts'
import type { Collision, Context, Gap, Placed } from './kit.ts'
import type { Span } from './span.ts'

const MINUTE_MS = 60_000

/** The days of a gap within one week, from a column on. */
export type Strip = { gap: Gap; day: string; column: number; days: number; isLongest: boolean }

/** The gaps as strips over their days; the longest strip of a gap has room for its sentence. */
export function stripsOf(
  { weeks, from, until }: Pick<Span, 'weeks' | 'from' | 'until'>,
  gaps: readonly Gap[],
): Strip[] {
  return gaps.flatMap((gap) => {
    const isOf = (day: string) => day >= gap.from && day <= gap.until && day >= from && day < until
    const strips = weeks.flatMap((days) => {
      const within = days.filter(isOf)
      const [day] = within
      return day === undefined ? [] : [{ day, column: days.indexOf(day) + 1, days: within.length }]
    })
    const most = Math.max(...strips.map(({ days }) => days))
    const longest = strips.findIndex(({ days }) => days === most)
    return strips.map((strip, place) => ({ ...strip, gap, isLongest: place === longest }))
  })
}

export function gapStrip(page: Context, { gap, column, days, isLongest }: Strip) {
  const { t } = page
  const { group, from, until, usual_days: usual } = gap
  const { date } = namesOf(page)
  const span =
    from === until ? t('gapToday') : t('gapSpan', { from: date(from), until: date(until) })
  const words = isLongest
    ? html`${t('gapOn')} <b dir="auto">${group.name}</b> ${span}
        (${t('usual', { n: Math.round(usual) })}).`
    : html`<b dir="auto">${group.name}</b>: ${t('gapUntil', { day: date(until) })}`
  return html`<li
    class="flaw gap"
    id="gap-${group.id}-${from}-${column}"
    data-state="resting"
    data-column="${column}"
    data-days="${days}"
  >
    ${icon('failed')}<span
      >${groupSign(group)} ${words}
      ${isLongest ? beginButton(page, { day: from, group, label: t('startPost') }) : ''}</span
    >
  </li>`
}

/** Says until when a post will wait that is planned too soon after another one on an account. */
export function collisionNote(page: Context, collision: Collision) {
  const { t, formats } = page
  const [first = '', ...others] = collision.accounts
  const apart = Math.round(collision.apart_ms / MINUTE_MS)
  return html`<p class="flaw" data-state="resting" id="wait-${collision.second}-${collision.first}">
    ${icon('failed')}<span
      ><bdi>@${first}</bdi>${others.length > 0 ? ` ${t('andOthers', { n: others.length })}` : ''}:
      ${apart === 0 ? t('atOnce') : t('apart', { n: apart })}
      ${t('waitsUntil', { time: formats.clock(new Date(collision.waits_until)) })}
      ${
        page.may('publishing:write')
          ? html`<a
              class="link"
              href="${PATH}/${collision.second}/move${searchOf(page)}"
              data-dialog
              >${t('moveIt')}</a
            >`
          : ''
      }</span
    >
  </p>`
}

/** Gaps and collisions of the days that the page shows. */
export const flawsOf = (
  { gaps, collisions }: { gaps: readonly Gap[]; collisions: readonly Collision[] },
  { from, until, posts }: { from: string; until: string; posts: readonly Placed[] },
) => {
  const ids = new Set(posts.map(({ id }) => id))
  return {
    gaps: gaps.filter((gap) => gap.from < until && gap.until > dayAfter(from, -1)),
    collisions: collisions.filter(({ second }) => ids.has(second)),
  }
}
