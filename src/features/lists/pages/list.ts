import { html } from 'hono/html'
import { tabFilter } from '../../../console/kit/list-filters.ts'
import { badge } from '../../../console/parts/badge.ts'
import { time } from '../../../console/parts/time.ts'
import { listPage, type Context, type List } from './kit.ts'

export const showLists = listPage({
  operation: 'listLists',
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

/** Whether it is a campaign, and whether that still runs. */
export function kindOf({ t }: Context, list: Pick<List, 'is_campaign' | 'is_running'>) {
  if (!list.is_campaign) return badge('lists', t('member.list'))
  if (!list.is_running) return badge('cancelled', t('member.ended'))
  return badge('running', t('member.campaign'))
}
