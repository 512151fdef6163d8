import { html } from 'hono/html'
import { tabFilter } from '../../../console/kit/list-filters.ts'
import { badge } from '../../../console/parts/badge.ts'
import { time } from '../../../console/parts/time.ts'
import { STATUS_SIGNS } from '../../../console/parts/member-status.ts'
import { listPage, type Context, type List, type ListOverview } from './kit.ts'

export const showLists = listPage({
  operation: 'listListOverviews',
  path: '/lists',
  filters: {
    campaign: tabFilter({
      label: 'kinds',
      all: 'all',
      values: { true: 'campaigns', false: 'others' },
    }),
  },
  columns: [
    { label: 'kind', cell: (list, context) => kindOf(context, list) },
    {
      label: 'name',
      cell: (list) =>
        html`<a class="name" href="/console/lists/${list.id}" dir="auto">${list.name}</a>
          ${list.description === null ? '' : html`<p dir="auto">${list.description}</p>`}`,
    },
    {
      label: 'members',
      isNumber: true,
      hasLabel: true,
      cell: (list, { formats }) => formats.number(list.members),
    },
    { label: 'statuses', cell: (list, context) => statesOf(context, list) },
    { label: 'prices', cell: (list, context) => moneyOf(context, list) },
    { label: 'dates', cell: (list, context) => datesOf(context, list) },
    { label: 'changed', isNumber: true, cell: (list, context) => time(context, list.updated_at) },
  ],
  rowId: ({ id }) => `list-${id}`,
  empty: { title: 'none', hint: () => 'noneHint', filtered: 'noneOfKind' },
  actions: ({ t, may }) =>
    may('lists:write')
      ? html`<a class="button" href="/console/campaigns/new" data-dialog>${t('makeCampaign')}</a>`
      : '',
  create: { scope: 'lists:write', label: 'make' },
})

const STEPS = ['candidate', 'contacted', 'agreed', 'published'] as const

/** How many creators are at each step; of a large list with the time when they were counted. */
function statesOf({ t, formats, now }: Context, list: ListOverview) {
  const steps = STEPS.filter((step) => list.by_member_status[step] > 0)
  if (steps.length === 0) return ''
  return html`<ul class="steps">
      ${steps.map(
        (step) =>
          html`<li>
            ${badge(STATUS_SIGNS[step], t(`member.${step}`))}
            <b>${formats.number(list.by_member_status[step])}</b>
          </li>`,
      )}
    </ul>
    ${
      list.counted_at === null
        ? ''
        : html`<small
            >${t('asCounted', { when: formats.relative(new Date(list.counted_at), now) })}</small
          >`
    }`
}

/** The prices of the creators, by currency, and how much of them is agreed. */
const moneyOf = ({ t, formats }: Context, { money }: ListOverview) =>
  money.map(
    ({ currency, total, agreed }) =>
      html`<div>
        ${formats.amount(total, currency)}
        <br /><small>${t('moneyAgreed', { amount: formats.amount(agreed, currency) })}</small>
      </div>`,
  )

/** The dates that have passed and that come, and the end of a campaign. */
function datesOf({ t, formats }: Context, list: ListOverview) {
  const lines = [
    ...(list.overdue === 0 ? [] : [badge('failed', t('overdueOf', { n: list.overdue }))]),
    ...(list.next_due_on === null ? [] : [t('nextOn', { day: formats.day(list.next_due_on) })]),
    ...(list.is_running && list.ends_at !== null
      ? [t('until', { time: formats.date(new Date(list.ends_at)) })]
      : []),
  ]
  return html`<div class="list-dates">${lines.map((line) => html`<div>${line}</div>`)}</div>`
}

/** Whether it is a campaign, and whether that still runs. */
export function kindOf({ t }: Context, list: Pick<List, 'is_campaign' | 'is_running'>) {
  if (!list.is_campaign) return badge('lists', t('member.list'))
  if (!list.is_running) return badge('cancelled', t('member.ended'))
  return badge('running', t('member.campaign'))
}
