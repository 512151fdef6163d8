import { html } from 'hono/html'
import { dayIn, momentOf } from '../../days.ts'
import type { Page } from '../../page.ts'
import { chart } from '../../parts/chart.ts'
import { empty } from '../../parts/empty.ts'
import { facts } from '../../parts/facts.ts'
import { withQuery } from '../../parts/pager.ts'
import { accountBadge } from '../../parts/publishing-state.ts'
import { sayIn } from '../../words.ts'
import { daysOf, Overview } from './data.ts'
import { endCells, endHeads, statsPage } from './frame.ts'
import { statsWords } from './words.ts'

const DAY_MS = 86_400_000

/** What became of publications: in all, by day, by group, and where the trouble is. */
export async function showOverview(page: Page): Promise<Response> {
  const say = sayIn(page.language, statsWords)
  const stats = await page.ask('GET /api/stats/overview', Overview, {
    query: { days: daysOf(page), zone: page.timeZone },
  })
  const isEmpty = stats.by_day.length === 0 && stats.waiting + stats.posting === 0
  return await statsPage(
    page,
    'overview',
    html`${numbers(page, stats)}
      ${isEmpty ? empty(say('none'), say('noneHint')) : byDay(page, stats)}
      <section>
        <h2>${say('byGroup')}</h2>
        ${stats.by_group.length === 0 ? html`<p>${say('noGroups')}</p>` : groupTable(page, stats)}
      </section>
      <section>
        <h2>${say('troubled')}</h2>
        ${stats.troubled.length === 0 ? html`<p>${say('noTrouble')}</p>` : troubleTable(page, stats)}
      </section>
      <section>
        <h2>${say('states')}</h2>
        ${stats.accounts.length === 0 ? html`<p>${say('noAccounts')}</p>` : stateTable(page, stats)}
      </section>`,
  )
}

function numbers({ language, formats }: Page, stats: Overview) {
  const say = sayIn(language, statsWords)
  const { success, failed, unknown, success_rate: rate, mean_seconds: mean } = stats
  return facts([
    {
      label: say('rate'),
      value: rate === null ? '–' : formats.percent(rate),
      title: rate === null ? say('nothingTried') : say('rateHint'),
    },
    { label: say('published'), value: formats.number(success) },
    { label: say('failed'), value: formats.number(failed) },
    { label: say('unknown'), value: formats.number(unknown), title: say('unknownHint') },
    {
      label: say('meanTime'),
      value: mean === null ? '–' : formats.duration(mean * 1_000),
      title: say('meanHint'),
    },
    {
      label: say('queue'),
      value: formats.number(stats.waiting),
      aside: say('postingNow', { n: stats.posting }),
      href: '/console/posts?status=posting',
    },
  ])
}

/** One bar a day: what was published, and on top of it what was not. A day without any is a zero. */
function byDay(page: Page, { by_day: known }: Overview) {
  const say = sayIn(page.language, statsWords)
  const { formats, timeZone, now } = page
  const count = daysOf(page)
  const days = Array.from({ length: count }, (_, place) =>
    dayIn(new Date(now.getTime() - (count - 1 - place) * DAY_MS), timeZone),
  )
  const rows = [...new Set(days)].map((day) => {
    const found = known.find((each) => each.day === day)
    const published = found?.success ?? 0
    const missed = (found?.failed ?? 0) + (found?.unknown ?? 0)
    return {
      at: momentOf(`${day}T12:00`, timeZone) ?? now,
      label: formats.day(day),
      values: [published + missed, published],
      shown: [missed, published],
    }
  })
  return chart(page, {
    id: 'by-day',
    title: say('byDay'),
    kind: 'bars',
    series: [
      { label: say('notPublished'), tone: 'failed' },
      { label: say('published'), tone: 'bar' },
    ],
    rows,
    write: (value) => formats.number(value),
  })
}

const groupTable = (page: Page, { by_group: groups }: Overview) =>
  html`<table class="list cards ends">
    <thead>
      <tr>
        <th>${sayIn(page.language, statsWords)('group')}</th>
        ${endHeads(page)}
      </tr>
    </thead>
    <tbody>
      ${groups.map(
        (group) =>
          html`<tr id="group-${group.id}">
            <td><a class="name" href="/console/groups/${group.id}">${group.name}</a></td>
            ${endCells(page, group, group.name)}
          </tr>`,
      )}
    </tbody>
  </table>`

function stateTable(page: Page, { accounts }: Overview) {
  const say = sayIn(page.language, statsWords)
  return html`<table class="list plain">
    <thead>
      <tr>
        <th>${say('state')}</th>
        <th class="number">${say('accounts')}</th>
      </tr>
    </thead>
    <tbody>
      ${accounts.map(
        ({ state, count }) =>
          html`<tr>
            <td>
              <a href="${withQuery('/console/publishing-accounts', { state })}"
                >${accountBadge(page, state)}</a
              >
            </td>
            <td class="number">${page.formats.number(count)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function troubleTable(page: Page, { troubled }: Overview) {
  const say = sayIn(page.language, statsWords)
  return html`<table class="list cards ends">
    <thead>
      <tr>
        <th>${say('account')}</th>
        <th class="number">${say('notPublished')}</th>
        <th class="number">${say('published')}</th>
        <th>${say('lastError')}</th>
      </tr>
    </thead>
    <tbody>
      ${troubled.map(
        ({ id, username, failed, unknown, success, last_error: error }) =>
          html`<tr id="trouble-${id}">
            <td>
              <a class="name" href="${withQuery('/console/publication-log', { account: id })}"
                >@${username}</a
              >
            </td>
            <td class="number">
              <span class="phone">${say('notPublished')}: </span
              >${page.formats.number(failed + unknown)}
            </td>
            <td class="number">
              <span class="phone">${say('published')}: </span>${page.formats.number(success)}
            </td>
            <td>${error === null ? '–' : html`<span lang="en">${error}</span>`}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
