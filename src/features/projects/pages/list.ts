import { html } from 'hono/html'
import { searchFilter } from '../../../console/kit/list-filters.ts'
import { time } from '../../../console/parts/time.ts'
import { listPage } from './kit.ts'

export const showProjects = listPage({
  operation: 'listProjects',
  path: '/projects',
  filters: { q: searchFilter({ label: 'find' }) },
  columns: [
    {
      label: 'name',
      cell: (project) =>
        html`<a class="name" href="/console/projects/${project.id}" dir="auto">${project.name}</a>
          ${project.note === null ? '' : html`<p class="note" dir="auto">${project.note}</p>`}`,
    },
    {
      label: 'owner',
      cell: ({ owner }) => owner?.login ?? 'gramd',
      // Others see their own alone.
      isVisible: ({ may }) => may('own:all'),
    },
    {
      label: 'versions',
      isNumber: true,
      hasLabel: true,
      cell: ({ versions }, { formats }) => formats.number(versions),
    },
    {
      label: 'posts',
      isNumber: true,
      hasLabel: true,
      cell: ({ posts }, { formats }) => formats.number(posts),
    },
    { label: 'changed', isNumber: true, cell: (row, context) => time(context, row.updated_at) },
  ],
  rowId: ({ id }) => `project-${id}`,
  empty: { title: 'none', hint: () => 'noneHint', filtered: 'noMatch' },
  create: { scope: 'own:write', label: 'make' },
})
