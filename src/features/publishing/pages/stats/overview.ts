import { html } from 'hono/html'
import { dayIn, momentOf } from '../../../../console/days.ts'
import { chart } from '../../../../console/parts/figures/chart.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { statList } from '../../../../console/parts/stat-list.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { accountBadge } from '../states.ts'
import { daysOf, endCells, endHeads, viewPage } from './frame.ts'
import type { Context, Overview } from './kit.ts'

const DAY_MS = 86_400_000

/**
 * Shows the outcomes of publications: in total, by day and by group, and the accounts with most
 * trouble.
 */
export async function showOverview(page: Context): Promise<Response> {
  const { t } = page
  const stats = await page.api.call('getPublishingStats', {
    query: { days: daysOf(page), zone: page.timeZone },
  })
  const isEmpty = stats.by_day.length === 0 && stats.waiting + stats.posting === 0
  return await viewPage(
    page,
    'overview',
    html`${numbers(page, stats)} ${isEmpty ? empty(t('none'), t('noneHint')) : byDay(page, stats)}
      <section>
        <h2>${t('byGroup')}</h2>
        ${stats.by_group.length === 0 ? html`<p>${t('noGroups')}</p>` : groupTable(page, stats)}
      </section>
      <section>
        <h2>${t('troubled')}</h2>
        ${stats.troubled.length === 0 ? html`<p>${t('noTrouble')}</p>` : troubleTable(page, stats)}
      </section>
      <section>
        <h2>${t('states')}</h2>
        ${stats.accounts.length === 0 ? html`<p>${t('noAccounts')}</p>` : stateTable(page, stats)}
      </section>`,
  )
}

function numbers({ t, formats }: Context, stats: Overview) {
  const { success, failed, unknown, success_rate: rate, mean_seconds: mean } = stats
  return statList([
    {
      label: t('rate'),
      value: rate === null ? '–' : formats.percent(rate),
      title: rate === null ? t('nothingTried') : t('rateHint'),
    },
    { label: t('published'), value: formats.number(success) },
    { label: t('failed'), value: formats.number(failed) },
    { label: t('unknown'), value: formats.number(unknown), title: t('unknownHint') },
    {
      label: t('meanTime'),
      value: mean === null ? '–' : formats.duration(mean * 1_000),
      title: t('meanHint'),
    },
    {
      label: t('queue'),
      value: formats.number(stats.waiting),
      aside: t('postingNow', { n: stats.posting }),
      href: '/console/posts?status=posting',
    },
  ])
}

/**
 * One bar a day: what was published, and on top of it what was not. A day without any is a zero.
 */
function byDay(page: Context, { by_day: known }: Overview) {
  const { t } = page
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
      displayed: [missed, published],
    }
  })
  return chart(page, {
    id: 'by-day',
    title: t('byDay'),
    kind: 'bars',
    series: [
      { label: t('notPublished'), tone: 'failed' },
      { label: t('published'), tone: 'bar' },
    ],
    rows,
    write: (value) => formats.number(value),
  })
}

const groupTable = (page: Context, { by_group: groups }: Overview) =>
  html`<table class="list cards ends">
    <thead>
      <tr>
        <th>${page.t('group')}</th>
        ${endHeads(page)}
      </tr>
    </thead>
    <tbody>
      ${groups.map(
        (group) =>
          html`<tr id="group-${group.id}">
            <td><a class="name" href="/console/groups/${group.id}" dir="auto">${group.name}</a></td>
            ${endCells(page, group, group.name)}
          </tr>`,
      )}
    </tbody>
  </table>`

function stateTable(page: Context, { accounts }: Overview) {
  const { t } = page
  return html`<table class="list plain">
    <thead>
      <tr>
        <th>${t('state')}</th>
        <th class="number">${t('accounts')}</th>
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

function troubleTable(page: Context, { troubled }: Overview) {
  const { t } = page
  return html`<table class="list cards ends">
    <thead>
      <tr>
        <th>${t('account')}</th>
        <th class="number">${t('notPublished')}</th>
        <th class="number">${t('published')}</th>
        <th>${t('lastError')}</th>
      </tr>
    </thead>
    <tbody>
      ${troubled.map(
        ({ id, username, failed, unknown, success, last_error: error }) =>
          html`<tr id="trouble-${id}">
            <td>
              <a
                class="name"
                href="${withQuery('/console/publication-log', { account: id })}"
                dir="auto"
                >@${username}</a
              >
            </td>
            <td class="number">
              <span class="phone">${t('notPublished')}: </span
              >${page.formats.number(failed + unknown)}
            </td>
            <td class="number">
              <span class="phone">${t('published')}: </span>${page.formats.number(success)}
            </td>
            <td>${error === null ? '–' : html`<span lang="en" dir="auto">${error}</span>`}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
