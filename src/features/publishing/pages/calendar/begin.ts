import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import { momentIn, momentOf } from '../../../../console/days.ts'
import { icon } from '../../../../console/icons.ts'
import { goTo, readFields, readForm } from '../../../../console/page.ts'
import { newPostAt } from '../posts/editor/draft.ts'
import { dayAfter, namesOf } from './days.ts'
import type { Context, Group } from './kit.ts'
import { placed } from './placed.ts'

/** Hours at which gramd offers a free place: people sleep at the others. */
const [FIRST_HOUR, LAST_HOUR] = [9, 21]

const FORM = 'begin'

/** The form that all days of the page share. */
export const beginForm = () =>
  html`<form id="${FORM}" method="post" action="/console/calendar/begin"></form>`

type Begin = { day: string; label: string; group?: Pick<Group, 'id' | 'name'> }

/** Begins a post on a day at its next free hour, for a group if one is named. */
export function beginButton(page: Context, { day, label, group }: Begin) {
  if (!page.may('publishing:write')) return ''
  const { t } = page
  const on = { day: namesOf(page).date(day) }
  return html`<button
    class="begin link"
    form="${FORM}"
    name="on"
    value="${group === undefined ? day : `${day} ${group.id}`}"
    dir="auto"
    aria-label="${group === undefined ? t('newPostOn', on) : t('newPostFor', { ...on, group: group.name })}"
  >
    ${group === undefined ? icon('plus') : ''}<span>${label}</span>
  </button>`
}

const On = z.object({
  on: z.string().regex(/^20\d\d-\d\d-\d\d( [0-9a-f-]{36})?$/),
})

/** Opens a new post at the next free hour of a day; its first letter or file stores it. */
export async function begin(page: Context): Promise<Response> {
  const [day = '', group] = readFields(On, await readForm(page)).on.split(' ')
  const at = momentIn(await nextFreeHour(page, day), page.timeZone)
  return goTo(page, newPostAt(at, group))
}

/**
 * Returns the first hour to come of a day on which nothing is planned; the first one of the next
 * morning when the day is over.
 */
export async function nextFreeHour(page: Context, day: string): Promise<Date> {
  const { timeZone, now } = page
  const start = (of: string) => momentOf(`${of}T00:00`, timeZone) ?? now
  const { posts } = await page.api.call('getPublishingCalendar', {
    query: { from: start(day).toISOString(), until: start(dayAfter(day, 1)).toISOString() },
  })
  const taken = new Set(placed(page, posts).map(({ clock }) => clock.slice(0, 2)))
  const hours = Array.from({ length: LAST_HOUR - FIRST_HOUR + 1 }, (_, place) =>
    String(FIRST_HOUR + place).padStart(2, '0'),
  )
  const moments = hours.map((hour) => ({
    hour,
    at: momentOf(`${day}T${hour}:00`, timeZone) ?? now,
  }))
  const toCome = moments.filter(({ at }) => at > now)
  const found = toCome.find(({ hour }) => !taken.has(hour)) ?? toCome.at(-1)
  return found?.at ?? momentOf(`${dayAfter(day, 1)}T09:00`, timeZone) ?? now
}
