import { html } from 'hono/html'
import type { RowOf } from '../../api.ts'
import type { PageContext } from '../../page.ts'
import { translator } from '../../messages.ts'
import { panelWords } from '../../words/panels.ts'
import { boolAttr } from '../attributes.ts'
import { columns, columnTicks, type Column } from '../figures/columns.ts'
import { taskType } from '../task-type.ts'
import { hourTable } from './hour-table.ts'
import { hoursUntil, tickHours } from './hours.ts'

type Hour = RowOf<'listTaskThroughput'>

type Sums = {
  name: string
  label: string
  href: string
  /** By hour, oldest first; an hour without tasks is zero. */
  hours: { at: Date; ended: number; failed: number; wait: number | null; run: number | null }[]
  ended: number
  failed: number
  wait: number | null
  run: number | null
}

const HOURS = 24

type TypeChoice = { path: string; param: string; chosen: string | undefined }

/**
 * Tasks of the last 24 hours by type: what ended and failed in each hour, and how long half of them
 * waited and ran at most. With a chosen type its waits and runs have charts of their own. `path` is
 * the address of the page, and `param` its parameter for a type.
 */
export function tasksOfDay(
  page: PageContext,
  rows: readonly Hour[],
  { path, param, chosen }: TypeChoice,
) {
  const t = translator(page.language, panelWords)
  const { formats } = page
  const types = [...Map.groupBy(rows, ({ task_type: type }) => type)]
    .map(([name, hours]) => sumsOf(page, name, hours))
    .filter(({ ended }) => ended > 0)
    .toSorted((one, other) => other.ended - one.ended || one.label.localeCompare(other.label))
  const ended = types.reduce((sum, type) => sum + type.ended, 0)
  const failed = types.reduce((sum, type) => sum + type.failed, 0)
  const visible = chosen === undefined ? types : types.filter(({ name }) => name === chosen)
  const [only] = chosen === undefined ? [] : visible
  if (types.length === 0) return ''
  const title = t('tasksTitle', {
    n: ended,
    failed: formats.number(failed),
    share: formats.percent(failed / Math.max(1, ended)),
  })
  return html`<section class="figure-panel" aria-labelledby="tasks-of-day">
    <div class="figure-title">
      <h2 id="tasks-of-day">${title}</h2>
      ${typeChoice(page, types, { path, param, chosen })}
    </div>
    ${table(page, visible)} ${only === undefined ? '' : waitAndRun(page, only)}
    <p class="figure-keys">
      <span data-key="bar">${t('done')}</span> <span data-key="failed">${t('failedKey')}</span>
      <span>${t('ownHeights')}</span>
    </p>
    ${rows.some(({ capped }) => capped) ? html`<p class="quiet">${t('capped')}</p>` : ''}
    ${only === undefined ? asTable(page, visible) : asHours(page, only)}
  </section>`
}

function sumsOf(page: PageContext, name: string, rows: readonly Hour[]): Sums {
  const byHour = new Map(rows.map((row) => [Date.parse(row.hour), row]))
  const hours = hoursUntil(page.now, HOURS).map((at) => {
    const row = byHour.get(at.getTime())
    return {
      at,
      ended: (row?.done ?? 0) + (row?.failed ?? 0),
      failed: row?.failed ?? 0,
      wait: row?.wait_seconds ?? null,
      run: row?.run_seconds ?? null,
    }
  })
  return {
    name,
    label: taskType(page.language, name),
    href: `/console/tasks?task_type=${name}`,
    hours,
    ended: hours.reduce((sum, hour) => sum + hour.ended, 0),
    failed: hours.reduce((sum, hour) => sum + hour.failed, 0),
    wait: middle(hours.map(({ wait, ended }) => [wait, ended])),
    run: middle(hours.map(({ run, ended }) => [run, ended])),
  }
}

/** The median of the hours' medians, each weighing as much as it has tasks. */
function middle(values: readonly (readonly [value: number | null, weight: number])[]) {
  const known = values
    .flatMap(([value, weight]) => (value === null || weight === 0 ? [] : [{ value, weight }]))
    .toSorted((one, other) => one.value - other.value)
  let left = known.reduce((sum, { weight }) => sum + weight, 0) / 2
  for (const { value, weight } of known) {
    left -= weight
    if (left <= 0) return value
  }
  return null
}

function typeChoice(
  page: PageContext,
  types: readonly Sums[],
  { path, param, chosen }: TypeChoice,
) {
  const t = translator(page.language, panelWords)
  return html`<form class="filter" action="${path}" data-morph>
    <select name="${param}" id="tasks-type" aria-label="${t('type')}">
      <option value="">${t('allTypes')}</option>
      ${types.map(
        ({ name, label }) =>
          html`<option value="${name}" ${boolAttr(name === chosen, 'selected')}>${label}</option>`,
      )}
    </select>
    <button class="only-plain">${t('filter')}</button>
  </form>`
}

const secondsText = ({ formats }: PageContext, seconds: number | null) =>
  seconds === null ? '–' : formats.duration(seconds * 1_000)

function table(page: PageContext, types: readonly Sums[]) {
  const t = translator(page.language, panelWords)
  const { formats } = page
  return html`<table class="figure-table">
    <thead>
      <tr>
        <td></td>
        <td class="phone-off">${columnTicks(tickHours(page, HOURS), HOURS)}</td>
        <th scope="col" class="number">${t('ended')}</th>
        <th scope="col" class="number">${t('failed')}</th>
        <th scope="col" class="number phone-off" title="${t('waitHint')}">${t('wait')}</th>
        <th scope="col" class="number phone-off" title="${t('runHint')}">${t('run')}</th>
      </tr>
    </thead>
    <tbody>
      ${types.map((type) => {
        const share = type.failed === 0 ? '' : formats.percent(type.failed / type.ended)
        return html`<tr id="type-${type.name}">
          <th scope="row"><a href="${type.href}">${type.label}</a></th>
          <td class="drawn">
            ${columns(slotsOf(page, type), { height: 30, label: t('endedByHour', { name: type.label }) })}
          </td>
          <td class="number">${formats.number(type.ended)}</td>
          <td class="number">
            ${
              type.failed === 0
                ? html`<small>${t('noneFailed')}</small>`
                : html`<a href="${type.href}&amp;status=failed">${formats.number(type.failed)}</a>
                    <small>${share}</small>`
            }
          </td>
          <td class="number phone-off">${secondsText(page, type.wait)}</td>
          <td class="number phone-off">${secondsText(page, type.run)}</td>
        </tr>`
      })}
    </tbody>
  </table>`
}

const slotsOf = (page: PageContext, { hours }: Sums): Column[] =>
  hours.map(({ at, ended, failed }) => ({
    value: ended,
    failed,
    title: translator(page.language, panelWords)('hourTitle', {
      time: page.formats.clock(at),
      ended: page.formats.number(ended),
      failed: page.formats.number(failed),
    }),
  }))

/** How long tasks of a type waited and ran, by hour; an hour without any has no column. */
function waitAndRun(page: PageContext, type: Sums) {
  const t = translator(page.language, panelWords)
  return (['wait', 'run'] as const).map((key) => {
    const slots = type.hours.map((hour) => ({
      value: hour[key] ?? 0,
      failed: 0,
      title: `${page.formats.clock(hour.at)}: ${secondsText(page, hour[key])}`,
    }))
    const most = Math.max(...slots.map(({ value }) => value))
    return html`<div class="figure-part">
      <h3>${t(key === 'wait' ? 'waitByHour' : 'runByHour')}</h3>
      <p class="quiet">${t('highest', { value: secondsText(page, most) })}</p>
      ${columns(slots, { height: 60, label: t(key === 'wait' ? 'waitByHour' : 'runByHour') })}
      ${columnTicks(tickHours(page, HOURS), HOURS)}
    </div>`
  })
}

const asHours = (page: PageContext, type: Sums) => {
  const t = translator(page.language, panelWords)
  return hourTable(page, {
    id: 'tasks-of-day-table',
    heads: [t('ended'), t('failed'), t('wait'), t('run')],
    rows: type.hours.map(({ at, ended, failed, wait, run }) => ({
      name: page.formats.clock(at),
      values: [
        page.formats.number(ended),
        page.formats.number(failed),
        secondsText(page, wait),
        secondsText(page, run),
      ],
    })),
  })
}

/** Every hour of every type in numbers. */
const asTable = (page: PageContext, types: readonly Sums[]) =>
  hourTable(page, {
    id: 'tasks-of-day-table',
    heads: types.map(({ label }) => label),
    rows: hoursUntil(page.now, HOURS).map((at, place) => ({
      name: page.formats.clock(at),
      values: types.map(({ hours }) => {
        const hour = hours[place]
        if (hour === undefined || hour.ended === 0) return '0'
        const ended = page.formats.number(hour.ended)
        return hour.failed === 0 ? ended : `${ended} (${page.formats.number(hour.failed)})`
      }),
    })),
    note: translator(page.language, panelWords)('failedInBrackets'),
  })
