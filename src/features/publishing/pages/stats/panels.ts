import { html } from 'hono/html'
import { asTable, numberCell } from '../../../../console/parts/figures/as-table.ts'
import { rowBars } from '../../../../console/parts/figures/bars.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { endCells, endHeads } from './frame.ts'
import type { Context, Overview } from './kit.ts'
import { quoted } from '../../../../console/parts/original.ts'

/** The share that succeeded of each group as a bar, with its numbers behind. */
export function groups(page: Context, { by_group: known }: Overview) {
  const { t, formats } = page
  const tried = known.filter(({ success_rate: rate }) => rate !== null)
  const bars = tried.map(({ id, name, success, failed, unknown, success_rate: rate }) => {
    const share = formats.percent(rate ?? 0)
    return {
      label: name,
      value: rate ?? 0,
      text: t('groupShare', { share, n: success + failed + unknown }),
      href: `/console/groups/${id}`,
    }
  })
  return html`<section class="figure-panel" aria-labelledby="by-group">
    <div class="figure-title"><h2 id="by-group">${t('byGroup')}</h2></div>
    ${known.length === 0 ? html`<p>${t('noGroups')}</p>` : rowBars(bars, { most: 1 })}
    ${known.length === 0 ? '' : groupTable(page, known)}
  </section>`
}

const groupTable = (page: Context, known: Overview['by_group']) =>
  html`<details id="by-group-table">
    <summary>${page.t('common.asTable')}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="${page.t('byGroup')}">
      <table class="list plain">
        <thead>
          <tr>
            <th>${page.t('group')}</th>
            ${endHeads(page)}
          </tr>
        </thead>
        <tbody>
          ${known.map(
            (group) =>
              html`<tr>
                <td dir="auto">${group.name}</td>
                ${endCells(page, group, group.name)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`

/** The accounts with most failures as bars, with their last error behind. */
export function trouble(page: Context, { troubled }: Overview) {
  const { t, formats } = page
  const bars = troubled.map(({ id, username, failed, unknown, success }) => ({
    label: `@${username}`,
    value: failed + unknown,
    text: t('groupShare', {
      share: formats.number(failed + unknown),
      n: failed + unknown + success,
    }),
    href: withQuery('/console/publication-log', { account: id }),
  }))
  return html`<section class="figure-panel" aria-labelledby="troubled">
    <div class="figure-title"><h2 id="troubled">${t('troubled')}</h2></div>
    ${troubled.length === 0 ? html`<p>${t('noTrouble')}</p>` : rowBars(bars)}
    ${
      troubled.length === 0
        ? ''
        : html`<details id="troubled-table">
            <summary>${t('common.asTable')}</summary>
            <dl class="details">
              ${troubled.map(
                ({ username, last_error: error }) =>
                  html`<div>
                    <dt><bdi>@${username}</bdi> · ${t('lastError')}</dt>
                    <dd>${error === null ? '–' : quoted(page, error)}</dd>
                  </div>`,
              )}
            </dl>
          </details>`
    }
  </section>`
}

/** How many accounts are in each state now. */
export function accountStates(page: Context, { accounts }: Overview) {
  const { t, formats } = page
  const bars = accounts.map(({ state, count }) => ({
    label: t(`publishing.account_${state}`),
    value: count,
    text: formats.number(count),
    href: withQuery('/console/publishing-accounts', { state }),
  }))
  return html`<section class="figure-panel" aria-labelledby="states">
    <div class="figure-title"><h2 id="states">${t('states')}</h2></div>
    ${accounts.length === 0 ? html`<p>${t('noAccounts')}</p>` : rowBars(bars)}
    ${
      accounts.length === 0
        ? ''
        : asTable(page, 'states', {
            label: t('states'),
            head: [t('state'), numberCell(t('accounts'))],
            rows: bars.map(({ label, text }) => [label, numberCell(text)]),
          })
    }
  </section>`
}
