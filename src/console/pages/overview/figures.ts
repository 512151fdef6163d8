import { html } from 'hono/html'
import type { Page } from '../../page.ts'
import { facts } from '../../parts/facts.ts'
import { taskType } from '../../parts/task-type.ts'
import { time } from '../../parts/time.ts'
import { shape } from '../../shapes.ts'
import { sayIn, wordOf } from '../../words.ts'
import { total, type Beside, type Counted, type Full, type Job } from './report.ts'
import { throughput } from './throughput.ts'
import { overviewWords } from './words.ts'

/** The numbers of the moment, the last two days, and the tables behind them. */
export function figures(page: Page, report: Full, beside: Beside) {
  return html`${facts([...queueFacts(page, report), ...budgetFacts(page, report, beside)])}
    ${beside.hours === null ? '' : throughput(page, beside.hours)}
    <div class="columns">
      ${typesTable(page, report)}
      <div>${statesTable(page, report)} ${scheduleTable(page, beside.jobs)}</div>
    </div>`
}

function queueFacts(page: Page, report: Full) {
  const { formats, language } = page
  const say = sayIn(language, overviewWords)
  const of = (status: Counted) => {
    const { count, isCapped } = total(report, status)
    return `${formats.number(count)}${isCapped ? '+' : ''}`
  }
  const oldest = report.tasks.oldest_waiting_seconds
  return [
    { label: say('waiting'), value: of('pending'), href: '/console/tasks?status=pending' },
    {
      label: say('oldest'),
      value: oldest === null ? '–' : formats.duration(oldest * 1_000),
      title: oldest === null ? say('nothingWaits') : undefined,
    },
    { label: say('running'), value: of('running'), href: '/console/tasks?status=running' },
    { label: say('failed'), value: of('failed'), href: '/console/tasks?status=failed' },
  ]
}

function budgetFacts(page: Page, { accounts, openai }: Full, { money, capacity }: Beside) {
  const { formats } = page
  const say = sayIn(page.language, overviewWords)
  const has = (path: string) => page.nav.some((place) => place.path === path)
  return [
    {
      label: say('free'),
      value: formats.number(accounts.free),
      aside: say('ofInService', { n: accounts.in_service }),
      href: has('/accounts') ? '/console/accounts' : undefined,
    },
    ...(capacity
      ? [
          {
            label: say('requestsLeft'),
            value: formats.compact(capacity.today),
            aside: say('ofMost', { most: formats.compact(capacity.per_day_of_all) }),
            title: formats.number(capacity.today),
          },
        ]
      : []),
    {
      label: say('batches'),
      value: formats.number(openai.open_batches),
      href: has('/batches') ? '/console/batches' : undefined,
    },
    ...(money
      ? [
          {
            label: say('aiToday'),
            value: formats.money(money.spent_usd),
            aside: say('ofMost', { most: formats.money(money.daily_usd) }),
            title: `$${money.spent_usd}`,
          },
        ]
      : []),
  ]
}

function typesTable(page: Page, { tasks }: Full) {
  const { formats, language } = page
  const say = sayIn(language, overviewWords)
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
    <h2>${say('byType')}</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${say('byType')}">
      <table class="list plain">
        <thead>
          <tr>
            <th>${say('type')}</th>
            <th class="number">${say('waiting')}</th>
            <th class="number">${say('running')}</th>
            <th class="number">${say('failed')}</th>
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

function statesTable(page: Page, { accounts }: Full) {
  const say = sayIn(page.language, overviewWords)
  const present = Object.entries(accounts.by_state).filter(([, count]) => count > 0)
  if (present.length === 0) return ''
  return html`<section>
    <h2>${say('accounts')}</h2>
    <table class="list plain">
      <thead>
        <tr>
          <th>${say('state')}</th>
          <th class="number">${say('count')}</th>
        </tr>
      </thead>
      <tbody>
        ${present.map(
          ([state, count]) =>
            html`<tr>
              <td>${wordOf(page.language, overviewWords, `state_${state}`) ?? state}</td>
              <td class="number">${page.formats.number(count)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

function scheduleTable(page: Page, jobs: readonly Job[]) {
  const say = sayIn(page.language, overviewWords)
  const at = (iso: string | null, reason: string) =>
    iso === null ? html`<small title="${reason}">–</small>` : time(page, iso)
  return html`<section>
    <h2><a href="/console/schedule">${say('schedule')}</a></h2>
    <div class="scroll" tabindex="0" role="region" aria-label="${say('schedule')}">
      <table class="list plain">
        <thead>
          <tr>
            <th>${say('job')}</th>
            <th class="number">${say('lastRun')}</th>
            <th class="number">${say('nextRun')}</th>
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
                          >${shape('failed')} ${say('late')}</small
                        >`
                      : ''
                  }
                </td>
                <td class="number">${at(last_tick, say('noRun'))}</td>
                <td class="number">${at(next_tick, say('never'))}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`
}
