import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { badge } from '../../../console/parts/badge.ts'
import { empty } from '../../../console/parts/empty.ts'
import { pager } from '../../../console/parts/pager.ts'
import { select } from '../../../console/parts/forms/select.ts'
import { CHANGES, KINDS } from './check.ts'
import type { Check, Context, Diff } from './kit.ts'

const Filter = z.object({
  kind: z.enum(KINDS).optional().catch(undefined),
  change: z.enum(CHANGES).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

const SIGNS = { new: 'done', gone: 'cancelled', renamed: 'running' } as const

/** Shows who came, left or changed their name since the last check of the same account. */
export async function changes(page: Context, check: Check, path: string) {
  const { t } = page
  const filter = Filter.parse(page.c.req.query())
  const { cursor, ...filters } = filter
  const query = { ...filter, limit: 50 }
  const call = page.api.call('diffRelationCheck', { params: { id: check.id }, query })
  const { answer: found, refusal } = await refusable(call, [404, 409, 422])
  const bar = filterBar(page, check, filter, path)
  if (refusal) {
    if (refusal.problem.code === 'list_incomplete' && filter.change !== undefined)
      return html`${bar} ${empty(t(`undetermined_${filter.change}`), '')}`
    return html`${bar} ${empty(t('noEarlier'), t('noEarlierHint'))}`
  }
  return html`${bar} ${compared(page, found)}
  ${
    found.data.length === 0
      ? empty(t('noChanges'), found.undetermined.length === 0 ? t('noChangesHint') : '')
      : table(page, found.data)
  }
  ${pager(page, path, {
    filter: { view: 'changes', ...filters },
    cursor,
    next: found.next_cursor,
    rows: found.data.length,
  })}`
}

function filterBar(page: Context, check: Check, { kind, change }: Filter, path: string) {
  const { t } = page
  return html`<form class="filter labelled" action="${path}" data-morph role="search">
    <input type="hidden" name="view" value="changes" />
    ${select({
      name: 'kind',
      label: t('list'),
      options: check.lists.map((list) => ({
        value: list.kind,
        label: t(`kind_${list.kind}`),
      })),
      chosen: kind,
    })}
    ${select({
      name: 'change',
      label: t('change'),
      options: [
        { value: '', label: t('anyChange') },
        ...CHANGES.map((each) => ({ value: each, label: t(`change_${each}`) })),
      ],
      chosen: change,
    })}
    <button class="only-plain">${t('common.filter')}</button>
  </form>`
}

function compared({ t, formats }: Context, { earlier, later, undetermined }: Diff) {
  return html`<p class="hint">
      ${t('since', {
        time: formats.absolute(new Date(earlier.created_at)),
        before: formats.number(earlier.collected),
        after: formats.number(later.collected),
      })}
    </p>
    ${undetermined.map(
      ({ change }) => html`<p class="hint">${badge('unknown', t(`undetermined_${change}`))}</p>`,
    )}`
}

function table({ t }: Context, rows: Diff['data']) {
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${t('change')}</th>
        <th>${t('person')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ platform_id: id, username, previous_username: before, change }) =>
          html`<tr id="change-${change}-${id}">
            <td>${badge(SIGNS[change], t(`change_${change}`))}</td>
            <td>
              <span class="name" dir="auto">@${username}</span>
              ${before === null ? '' : html`<p>${t('formerly', { name: before })}</p>`}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
