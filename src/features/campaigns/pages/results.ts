import { html } from 'hono/html'
import type { AnswerOf } from '../../../console/api.ts'
import { layout } from '../../../console/layout.ts'
import { empty } from '../../../console/parts/empty.ts'
import { withQuery } from '../../../console/parts/pager.ts'
import { statList } from '../../../console/parts/stat-list.ts'
import { alertList } from './alerts.ts'
import { pathOf, type Campaign, type Context, type Results } from './kit.ts'
import { resultsTable } from './table.ts'

type Plan = AnswerOf<'getReadingsPlan'>

/** Shows who delivered, and what it brought: totals, what needs a person, and a table. */
export async function showCampaign(context: Context): Promise<Response> {
  const { api, c, t } = context
  const params = { id: context.param('id') }
  const [campaign, results, plan] = await Promise.all([
    api.call('getCampaign', { params }),
    api.call('getCampaignResults', { params }),
    api.call('getReadingsPlan', { params }),
  ])
  const body = html`<div class="totals campaign-totals">${totals(context, results)}</div>
    ${alertList(context, campaign, results)}
    <div class="filter">
      <nav class="switch" aria-label="${t('shownAs')}">
        <a href="${pathOf(campaign)}" data-morph aria-current="true">${t('asResults')}</a>
        <a href="/console/lists/${campaign.id}?view=board" data-morph>${t('asBoard')}</a>
        <a href="/console/lists/${campaign.id}" data-morph>${t('asList')}</a>
      </nav>
      <a class="out" href="/console/stories?list=${campaign.id}">${t('toStories')}</a>
      <span class="hint">${orderOf(context, results)}</span>
    </div>
    ${
      results.creators.length === 0
        ? noCreators(context, campaign)
        : html`${unconnectedLine(context, results)} ${resultsTable(context, campaign, results)}`
    }`
  const content = {
    title: campaign.name,
    lead: leadOf(context, campaign, plan),
    body,
    actions: actions(context, campaign, results),
  }
  return c.html(await layout(context, content))
}

/** The number of creators without Meta's numbers, with the way to connect their accounts. */
function unconnectedLine({ t, may }: Context, { creators }: Results) {
  const n = creators.filter(({ results }) =>
    results.some(({ official }) => official.reason === 'not_connected'),
  ).length
  if (n === 0) return ''
  return html`<p class="hint">
    ${t('notConnected', { n })}
    ${may('own:read') ? html`<a class="out" href="/console/own-accounts">${t('connectAccounts')}</a>` : ''}
  </p>`
}

/** The window, the day, the signs by which posts are known, and what its readings cost. */
function leadOf({ t, formats }: Context, campaign: Campaign, plan: Plan): string {
  const { starts_on: from, ends_on: to, day, days } = campaign
  const dates =
    from === null && to === null
      ? t('noWindow')
      : t('window', {
          from: from === null ? '…' : formats.day(from),
          to: to === null ? '…' : formats.day(to),
        })
  const signs = [
    ...campaign.handles.map((handle) => `@${handle}`),
    ...campaign.mentions.map((handle) => `@${handle}`),
    ...campaign.hashtags.map((tag) => `#${tag.replace(/^#/u, '')}`),
    ...campaign.links,
  ]
  return [
    dates,
    ...(day === null ? [] : [days === null ? t('day', { n: day }) : t('dayOf', { n: day, days })]),
    signs.length === 0 ? t('noSigns') : signs.join(', '),
    ...(campaign.is_running && plan.requests.total > 0
      ? [t('readPlan', { n: plan.requests.total, times: plan.readings_per_day })]
      : []),
  ].join(' · ')
}

function actions({ t, may }: Context, campaign: Campaign, results: Results) {
  const path = pathOf(campaign)
  const share = withQuery('/console/shares/new', {
    subject: 'campaign',
    list: campaign.id,
    back: path,
  })
  return html`${
    may('lists:write')
      ? html`<a class="button" href="${path}/edit" data-dialog>${t('edit')}</a>
          <a class="button" href="${path}/tie" data-dialog>${t('tie')}</a>
          <a class="button" href="${path}/report" data-dialog>${t('weekly')}</a>
          <a class="button" href="/console/outgoing-webhooks?list=${campaign.id}"
            >${t('webhooks')}</a
          >`
      : ''
  }
  ${
    may('exports:read') && results.creators.length > 0
      ? html`<a class="button" href="${path}/export" download>${t('common.export')}</a>`
      : ''
  }
  ${
    may('lists:write')
      ? html`<a class="button main" href="${share}" data-dialog>${t('share')}</a>`
      : ''
  }`
}

function totals({ t, formats }: Context, { totals: sums }: Results) {
  const money = (amount: string | null) =>
    amount === null || sums.currency === null ? '–' : formats.amount(amount, sums.currency)
  return statList([
    {
      label: t('published'),
      value: t('ofPromised', {
        done: formats.number(sums.delivered),
        promised: formats.number(sums.promised),
      }),
      aside: t('thereAndGone', {
        there: formats.number(sums.there),
        gone: formats.number(sums.gone),
      }),
    },
    {
      label: t('viewsOfReels'),
      value: sums.reels === 0 ? '–' : formats.number(sums.views),
      aside: t('reels', { n: sums.reels }),
    },
    {
      label: t('reactions'),
      value: sums.reactions_of === 0 ? '–' : formats.number(sums.reactions),
      aside: t('posts', { n: sums.reactions_of }),
    },
    {
      label: t('agreed'),
      value: money(sums.agreed),
      aside: t('agreedPublished', { amount: money(sums.agreed_published) }),
      title:
        sums.missing_rates.length === 0
          ? undefined
          : t('missingRates', { currencies: sums.missing_rates.join(', ') }),
    },
    {
      label: t('perMille'),
      value: money(sums.cost_per_mille),
      aside: t('perReaction', { amount: money(sums.cost_per_engagement) }),
    },
  ])
}

function orderOf({ t, formats }: Context, { totals: sums, rate, rates }: Results) {
  const used = rate ?? rates[0] ?? null
  const words = t('agreedFirst', { n: sums.creators })
  const missing =
    sums.missing_rates.length === 0
      ? ''
      : html` <a href="/console/campaigns/rates" data-dialog
          >${t('missingRates', { currencies: sums.missing_rates.join(', ') })}</a
        >`
  if (used === null) return html`${words}${missing}`
  const amount = formats.amount(used.rate, used.base_currency)
  const day = formats.day(used.entered_on)
  return html`${words} ${t('rateUsed', { amount, currency: used.currency, day })}${missing}`
}

function noCreators({ t, may }: Context, campaign: Campaign) {
  return empty(
    t('nobody'),
    may('lists:write')
      ? html`<a class="button" href="/console/lists/${campaign.id}">${t('toList')}</a>`
      : t('nobodyHint'),
  )
}
