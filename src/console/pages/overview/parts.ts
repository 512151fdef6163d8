import { html } from 'hono/html'
import type { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { empty } from '../../parts/empty.ts'
import { facts } from '../../parts/facts.ts'
import { taskType } from '../../parts/task-type.ts'
import { time } from '../../parts/time.ts'
import { shape } from '../../shapes.ts'
import { sayIn, wordOf } from '../../words.ts'
import type { Costs, Full } from './report.ts'
import { overviewWords } from './words.ts'

type Line = { id: string; sign: 'person' | 'failed'; text: string; detail?: unknown; act?: unknown }

/** What a person has to do, each line with what helps. */
export function needs(page: Page, report: Full) {
  const say = sayIn(page.language, overviewWords)
  const lines = [
    ...accountLines(page, report),
    ...alertLines(page, report),
    ...failures(page, report),
  ]
  return html`<section aria-labelledby="needs">
    <h2 id="needs">${say('needsYou')}</h2>
    ${
      lines.length === 0
        ? empty(say('allWell'), say('allWellHint'))
        : html`<ul class="needs">
            ${lines.map(
              ({ id, sign, text, detail, act }) =>
                html`<li id="${id}" data-state="${sign}">
                  ${shape(sign)}
                  <div>
                    <strong>${text}</strong>
                    ${detail ?? ''}
                  </div>
                  ${act ?? ''}
                </li>`,
            )}
          </ul>`
    }
  </section>`
}

const ACTS = /^gramd accounts (login|check|resume) (\S+)$/

function accountLines(page: Page, { accounts }: Full): Line[] {
  const say = sayIn(page.language, overviewWords)
  return accounts.need_you.map(({ account, state, reason, next }) => {
    const act = ACTS.exec(next ?? '')?.[1]
    const known = act === 'login' || act === 'check' || act === 'resume' ? act : undefined
    const title = wordOf(page.language, overviewWords, `state_${state}`) ?? state
    return {
      id: `account-${account}`,
      sign: 'person',
      text: `@${account} · ${title}`,
      detail: html`<p lang="en">${reason}</p>`,
      act:
        known === undefined || !page.may('accounts:write')
          ? accountLink(page, account, next)
          : html`<form method="post" action="/console/help" data-morph>
              <input type="hidden" name="account" value="${account}" />
              <button name="act" value="${known}">${say(`act_${known}`)}</button>
            </form>`,
    }
  })
}

const ANSWERED = /^gramd accounts challenge \S+ --resolved$/

/** To what helps an account: the question whether its challenge is answered, else its page. */
function accountLink(page: Page, account: string, next: string | null) {
  const say = sayIn(page.language, overviewWords)
  const path = `/console/accounts/${account}`
  return ANSWERED.test(next ?? '') && page.may('accounts:write')
    ? html`<a class="button" href="${path}/challenge" data-dialog>${say('act_challenge')}</a>`
    : html`<a class="button" href="${path}">${say('act_open')}</a>`
}

function alertLines(page: Page, { alerts, accounts }: Full): Line[] {
  const say = sayIn(page.language, overviewWords)
  // Each account has a line of its own.
  const others = alerts.filter(
    ({ code }) => accounts.need_you.length === 0 || !code.startsWith('accounts_'),
  )
  return others.map(({ code, message, since }) => {
    const title = wordOf(page.language, overviewWords, `alert_${code}`)
    const from = since && say('since', { time: page.formats.absolute(new Date(since)) })
    return {
      id: `alert-${code}`,
      sign: 'failed',
      text: title ?? message,
      detail: html`${title === undefined ? '' : html`<p lang="en">${message}</p>`}
      ${from ? html`<p>${from}</p>` : ''}`,
    }
  })
}

function failures(page: Page, report: Full): Line[] {
  const say = sayIn(page.language, overviewWords)
  const failed = total(report, 'failed')
  if (failed.count === 0) return []
  const byType = Object.entries(report.tasks.by_type)
    .filter(([, counts]) => counts.failed > 0)
    .map(
      ([name, counts]) => `${taskType(page.language, name)} ${page.formats.number(counts.failed)}`,
    )
  return [
    {
      id: 'failed-tasks',
      sign: 'failed',
      text: say(failed.isCapped ? 'manyFailed' : 'failedTasks', { n: failed.count }),
      detail: html`<p>${byType.join(' · ')}</p>`,
      act: html`<a class="button" href="/console/tasks?status=failed">${say('seeThem')}</a>`,
    },
  ]
}

type Counted = 'pending' | 'running' | 'failed'

function total({ tasks }: Full, status: Counted): { count: number; isCapped: boolean } {
  const rows = Object.values(tasks.by_type)
  return {
    count: rows.reduce((sum, row) => sum + row[status], 0),
    isCapped: rows.some(({ capped }) => capped.includes(status)),
  }
}

/** The numbers of the moment, and the tables behind them. */
export function figures(page: Page, report: Full, costs: z.output<typeof Costs> | null) {
  const { formats, language } = page
  const say = sayIn(language, overviewWords)
  const { accounts, tasks, openai } = report
  const of = (status: Counted) => {
    const { count, isCapped } = total(report, status)
    return `${formats.number(count)}${isCapped ? '+' : ''}`
  }
  const oldest = tasks.oldest_waiting_seconds
  const cells = [
    { label: say('waiting'), value: of('pending'), href: '/console/tasks?status=pending' },
    {
      label: say('oldest'),
      value: oldest === null ? '–' : formats.duration(oldest * 1_000),
      title: oldest === null ? say('nothingWaits') : undefined,
    },
    { label: say('running'), value: of('running'), href: '/console/tasks?status=running' },
    { label: say('failed'), value: of('failed'), href: '/console/tasks?status=failed' },
    {
      label: say('free'),
      value: formats.number(accounts.free),
      aside: say('ofInService', { n: accounts.in_service }),
    },
    { label: say('batches'), value: formats.number(openai.open_batches) },
    ...(costs ? [{ label: say('aiToday'), value: formats.money(costs.total.cost_usd) }] : []),
  ]
  return html`${facts(cells)}
    <div class="columns">
      ${typesTable(page, report)}
      <div>${statesTable(page, report)} ${scheduleTable(page, report)}</div>
    </div>`
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
  return pairs(
    [say('accounts'), say('state'), say('count')],
    present.map(([state, count]) => [
      wordOf(page.language, overviewWords, `state_${state}`) ?? state,
      html`<td class="number">${page.formats.number(count)}</td>`,
    ]),
  )
}

function scheduleTable(page: Page, { scheduler }: Full) {
  const say = sayIn(page.language, overviewWords)
  return pairs(
    [say('schedule'), say('job'), say('lastRun')],
    scheduler.map(({ name, at }) => [
      taskType(page.language, name),
      html`<td class="number">${time(page, at)}</td>`,
    ]),
    say('noSchedule'),
  )
}

type Names = readonly [title: string, first: string, second: string]

/** A table of two columns; `ifNone` stands there without rows. */
const pairs = ([title, first, second]: Names, rows: [string, unknown][], ifNone = '') =>
  html`<section>
    <h2>${title}</h2>
    ${
      rows.length === 0
        ? html`<p class="hint">${ifNone}</p>`
        : html`<table class="list plain">
            <thead>
              <tr>
                <th>${first}</th>
                <th class="number">${second}</th>
              </tr>
            </thead>
            <tbody>
              ${rows.map(
                ([name, cell]) =>
                  html`<tr>
                    <td>${name}</td>
                    ${cell}
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
  </section>`
