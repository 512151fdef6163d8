import { html } from 'hono/html'
import { statList } from '../../parts/stat-list.ts'
import { taskType } from '../../parts/task-type.ts'
import { time } from '../../parts/time.ts'
import { icon } from '../../icons.ts'
import { total, type Beside, type Counted, type Full, type Job } from './report.ts'
import { throughput } from './throughput.ts'
import type { Context } from './kit.ts'

/** Renders current numbers, charts of the last two days, and their tables. */
export function figures(page: Context, report: Full, beside: Beside) {
  return html`${statList([...queueFacts(page, report), ...budgetFacts(page, report, beside)])}
    ${beside.hours === null ? '' : throughput(page, beside.hours)}
    <div class="columns">
      ${typesTable(page, report)}
      <div>${statesTable(page, report)} ${scheduleTable(page, beside.jobs)}</div>
    </div>`
}

function queueFacts(page: Context, report: Full) {
  const { t, formats } = page
  const of = (status: Counted) => {
    const { count, isCapped } = total(report, status)
    return `${formats.number(count)}${isCapped ? '+' : ''}`
  }
  const oldest = report.tasks.oldest_waiting_seconds
  return [
    { label: t('waiting'), value: of('pending'), href: '/console/tasks?status=pending' },
    {
      label: t('oldest'),
      value: oldest === null ? '–' : formats.duration(oldest * 1_000),
      title: oldest === null ? t('nothingWaits') : undefined,
    },
    { label: t('running'), value: of('running'), href: '/console/tasks?status=running' },
    { label: t('failed'), value: of('failed'), href: '/console/tasks?status=failed' },
  ]
}

function budgetFacts(page: Context, { accounts, openai }: Full, { money, capacity }: Beside) {
  const { t, formats } = page
  const has = (path: string) => page.nav.some((place) => place.path === path)
  return [
    {
      label: t('free'),
      value: formats.number(accounts.free),
      aside: t('ofInService', { n: accounts.in_service }),
      href: has('/accounts') ? '/console/accounts' : undefined,
    },
    ...(capacity
      ? [
          {
            label: t('requestsLeft'),
            value: formats.compact(capacity.today),
            aside: t('ofMost', { most: formats.compact(capacity.per_day_of_all) }),
            title: formats.number(capacity.today),
          },
        ]
      : []),
    {
      label: t('batches'),
      value: formats.number(openai.open_batches),
      href: has('/batches') ? '/console/batches' : undefined,
    },
    ...(money
      ? [
          {
            label: t('aiToday'),
            value: formats.money(money.spent_usd),
            aside: t('ofMost', { most: formats.money(money.daily_usd) }),
            title: `$${money.spent_usd}`,
          },
        ]
      : []),
  ]
}

function typesTable(page: Context, { tasks }: Full) {
  const { t, formats, language } = page
  const cell = (name: string, status: Counted, counts: Full['tasks']['by_type'][string]) =>
    html`<td class="number">
      ${
        counts[status] === 0
          ? html`<small>0</small>`
          : html`<a href="/console/tasks?status=${status}&amp;task_type=${name}">
              ${formats.number(counts[status])}${counts.capped.includes(status) ? '+' : ''}
            </a>`
      }
    </td>`
  return html`<section>
    <h2>${t('byType')}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${t('byType')}">
      <table class="list plain">
        <thead>
          <tr>
            <th>${t('type')}</th>
            <th class="number">${t('waiting')}</th>
            <th class="number">${t('running')}</th>
            <th class="number">${t('failed')}</th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries(tasks.by_type).map(
            ([name, counts]) =>
              html`<tr id="type-${name}">
                <td>
                  <a href="/console/tasks?task_type=${name}">${taskType(language, name)}</a>
                </td>
                ${cell(name, 'pending', counts)} ${cell(name, 'running', counts)}
                ${cell(name, 'failed', counts)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`
}

function statesTable(page: Context, { accounts }: Full) {
  const { t } = page
  const present = Object.entries(accounts.by_state).filter(([, count]) => count > 0)
  if (present.length === 0) return ''
  return html`<section>
    <h2>${t('accounts')}</h2>
    <table class="list plain">
      <thead>
        <tr>
          <th>${t('state')}</th>
          <th class="number">${t('count')}</th>
        </tr>
      </thead>
      <tbody>
        ${present.map(
          ([state, count]) =>
            html`<tr>
              <td>${page.findText(`state_${state}`) ?? state}</td>
              <td class="number">${page.formats.number(count)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

function scheduleTable(page: Context, jobs: readonly Job[]) {
  const { t } = page
  const at = (iso: string | null, reason: string) =>
    iso === null ? html`<small title="${reason}">–</small>` : time(page, iso)
  return html`<section>
    <h2><a href="/console/schedule">${t('schedule')}</a></h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${t('schedule')}">
      <table class="list plain">
        <thead>
          <tr>
            <th>${t('job')}</th>
            <th class="number">${t('lastRun')}</th>
            <th class="number">${t('nextRun')}</th>
          </tr>
        </thead>
        <tbody>
          ${jobs.map(
            ({ name, last_tick, next_tick, late }) =>
              html`<tr id="job-${name}">
                <td>
                  ${taskType(page.language, name)}
                  ${
                    late
                      ? html`<small class="late" data-state="failed"
                          >${icon('failed')} ${t('late')}</small
                        >`
                      : ''
                  }
                </td>
                <td class="number">${at(last_tick, t('noRun'))}</td>
                <td class="number">${at(next_tick, t('never'))}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`
}
