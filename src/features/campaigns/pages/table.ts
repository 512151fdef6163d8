import { html } from 'hono/html'
import { isolated } from '../../../console/messages.ts'
import { addressOf } from '../../../console/page.ts'
import { badge } from '../../../console/parts/badge.ts'
import { creatorPath } from '../../../console/parts/creator-link.ts'
import { avatar } from '../../../console/parts/picture.ts'
import { lastRead } from './alerts.ts'
import {
  pathOf,
  type Campaign,
  type Context,
  type CreatorOf,
  type Result,
  type Results,
} from './kit.ts'
import { dayOf, promisedWords } from './promised.ts'
import { dayCells, labelCell, publishedCell } from './result-cells.ts'

/** Creators in the order of their alerts; each of their posts has a line of its own. */
export function resultsTable(context: Context, campaign: Campaign, { creators, totals }: Results) {
  const { t, formats } = context
  const money = (amount: string | null) =>
    amount === null || totals.currency === null ? '–' : formats.amount(amount, totals.currency)
  return html`<div
    class="scroll"
    tabindex="0"
    role="region"
    aria-label="${isolated(campaign.name)}"
  >
    <table class="list plain stacked campaign">
      <thead>
        <tr>
          <th>${t('creator')}</th>
          <th>${t('promised')}</th>
          <th>${t('publishedAndHow')}</th>
          <th>${t('labelled')}</th>
          <th>${t('daysOf')}</th>
          <th class="number">${t('price')}</th>
          <th class="number">${t('perMille')}</th>
        </tr>
      </thead>
      ${creators.map((creator) => creatorRows(context, campaign, creator))}
      <tfoot>
        <tr>
          <th>${t('total')}</th>
          <td data-label="${t('promised')}">${formats.number(totals.promised)}</td>
          <td data-label="${t('publishedAndHow')}">
            ${t('seenAndThere', {
              published: formats.number(totals.published),
              there: formats.number(totals.there),
            })}
          </td>
          <td data-label="${t('labelled')}">
            ${t('ofPromised', {
              done: formats.number(totals.labelled),
              promised: formats.number(totals.posts),
            })}
          </td>
          <td data-label="${t('daysOf')}">${t('views', { n: totals.views })}</td>
          <td class="number" data-label="${t('price')}">${money(totals.agreed)}</td>
          <td class="number" data-label="${t('perMille')}">${money(totals.cost_per_mille)}</td>
        </tr>
      </tfoot>
    </table>
  </div>`
}

function creatorRows(context: Context, campaign: Campaign, creator: CreatorOf) {
  const { t } = context
  const { results } = creator
  const [first, ...others] = results
  const span = Math.max(1, results.length)
  return html`<tbody id="creator-${creator.blog.id}">
    <tr>
      <td class="whole" rowspan="${span}">${who(context, creator)}</td>
      <td rowspan="${span}" data-label="${t('promised')}">
        ${promisedCell(context, campaign, creator)}
      </td>
      ${
        first === undefined
          ? html`<td data-label="${t('publishedAndHow')}">${notYet(context, creator)}</td>
              <td data-label="${t('labelled')}"><small>${t('notYet')}</small></td>
              <td data-label="${t('daysOf')}"><small>${t('nothingToMeasure')}</small></td>`
          : measured(context, campaign, first)
      }
      <td class="number" rowspan="${span}" data-label="${t('price')}">
        ${priceCell(context, campaign, creator)}
      </td>
      <td class="number" rowspan="${span}" data-label="${t('perMille')}">
        ${costCell(context, creator)}
      </td>
    </tr>
    ${others.map(
      (result) =>
        html`<tr>
          ${measured(context, campaign, result)}
        </tr>`,
    )}
  </tbody>`
}

const measured = (context: Context, campaign: Campaign, result: Result) =>
  html`<td>${publishedCell(context, campaign, result)}</td>
    <td data-label="${context.t('labelled')}">${labelCell(context, result)}</td>
    <td data-label="${context.t('daysOf')}">${dayCells(context, result)}</td>`

function who(_context: Context, { blog }: CreatorOf) {
  return html`<div class="who">
    ${avatar({ hash: blog.avatar_hash, name: blog.full_name ?? blog.username, size: 40 })}
    <div>
      ${blog.full_name === null ? '' : html`<b dir="auto">${blog.full_name}</b><br />`}
      <a href="${addressOf(creatorPath(blog.username, blog.id))}"><bdi>@${blog.username}</bdi></a>
    </div>
  </div>`
}

function promisedCell(context: Context, campaign: Campaign, { promised, blog }: CreatorOf) {
  const { t, may } = context
  const words = promisedWords(context, promised)
  const due = promised?.due_at ?? null
  return html`${words ?? html`<small>${t('nothingPromised')}</small>`}
  ${due === null ? '' : html`<br /><small>${t('dueBy', { day: dayOf(context, due) })}</small>`}
  ${
    may('lists:write')
      ? html`<br /><a
            class="quiet"
            href="${pathOf(campaign)}/promises/${blog.id}"
            data-dialog
            aria-label="${t('promiseTitle', { name: `@${blog.username}` })}"
            >${words === undefined ? t('enterPromise') : t('change')}</a
          >`
      : ''
  }`
}

function notYet(context: Context, { state, promised, last_read_at }: CreatorOf) {
  const { t, now } = context
  const due = promised?.due_at ?? null
  const read = html`<br /><small>${t('notSeen')}, ${lastRead(context, last_read_at)}</small>`
  if (state === 'nothing_promised' || due === null) return html`<small>${t('notSeen')}</small>`
  const days = Math.max(
    1,
    Math.ceil(Math.abs(new Date(due).getTime() - now.getTime()) / 86_400_000),
  )
  return state === 'overdue'
    ? html`${badge('failed', t('overdueBy', { n: days }))}${read}`
    : html`${badge('pending', t('dueIn', { n: days }))}${read}`
}

function priceCell({ t, formats }: Context, campaign: Campaign, creator: CreatorOf) {
  const { price, currency, price_in_team_currency: converted, price_so_far } = creator
  if (price === null || currency === null) return html`<small>${t('noPrice')}</small>`
  const soFar =
    price_so_far !== null && Number(price_so_far) > 0 && Number(price_so_far) < Number(price)
  return html`<b>${formats.amount(price, currency)}</b> ${
      soFar
        ? html`<br /><small
              >${t('soFar', { amount: formats.amount(price_so_far, currency) })}</small
            >`
        : ''
    }
    ${
      converted === null || campaign.currency === null || campaign.currency === currency
        ? ''
        : html`<br /><small>${formats.amount(converted, campaign.currency)}</small>`
    }`
}

function costCell({ t, formats }: Context, creator: CreatorOf) {
  const { currency, cost_per_mille, cost_per_view, cost_per_engagement, results } = creator
  if (results.length === 0 || currency === null) return '–'
  const costs = [cost_per_mille, cost_per_view, cost_per_engagement]
  // What was published is none of what was promised: it has cost nothing so far.
  if (costs.every((cost) => cost === null || Number(cost) === 0)) return '–'
  const write = (amount: string) => formats.amount(amount, currency)
  return html`${
    cost_per_mille === null
      ? html`<small>${t('noViews')}</small>`
      : html`<b>${write(cost_per_mille)}</b>`
  }
  ${cost_per_view === null ? '' : html`<br /><small>${t('perView', { amount: write(cost_per_view) })}</small>`}
  ${
    cost_per_engagement === null
      ? ''
      : html`<br /><small>${t('perReaction', { amount: write(cost_per_engagement) })}</small>`
  }`
}
