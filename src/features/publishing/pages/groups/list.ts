import { html } from 'hono/html'
import { time } from '../../../../console/parts/time.ts'
import { groupSign } from '../marks.ts'
import { listPage } from './kit.ts'

/** Groups of accounts to publish on. */
export const showGroups = listPage({
  operation: 'listGroups',
  path: '/groups',
  columns: [
    {
      label: 'name',
      cell: ({ id, name, colour, shape }) =>
        html`<span class="group-name"
          >${groupSign({ colour, shape })}<a class="name" href="/console/groups/${id}" dir="auto"
            >${name}</a
          ></span
        >`,
    },
    { label: 'description', cell: ({ description }) => description ?? '' },
    {
      label: 'accounts',
      isNumber: true,
      hasLabel: true,
      cell: ({ accounts }, { formats }) => formats.number(accounts),
    },
    { label: 'changed', isNumber: true, cell: (group, context) => time(context, group.updated_at) },
  ],
  rowId: ({ id }) => `group-${id}`,
  empty: {
    title: 'none',
    hint: ({ may }) => (may('accounts:write') ? 'noneHint' : 'noneHintEditor'),
  },
  create: { scope: 'accounts:write', label: 'make' },
  isLive: true,
})
