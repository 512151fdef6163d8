import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import type { Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { empty } from '../../parts/empty.ts'
import { pager } from '../../parts/pager.ts'
import { select } from '../../parts/select.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { CHANGES, KINDS, type Check } from './check.ts'
import { changeWords } from './change-words.ts'
import { relationsWords } from './words.ts'

const Side = z.object({ id: z.string(), created_at: z.string(), collected: z.int() })
const Diff = z.object({
  data: z.array(
    z.object({
      platform_id: z.string(),
      username: z.string(),
      previous_username: z.string().nullable(),
      change: z.enum(CHANGES),
    }),
  ),
  next_cursor: z.string().nullable(),
  earlier: Side,
  later: Side,
  undetermined: z.array(z.object({ change: z.enum(CHANGES) })),
})
type Diff = z.output<typeof Diff>

const Filter = z.object({
  kind: z.enum(KINDS).optional().catch(undefined),
  change: z.enum(CHANGES).optional().catch(undefined),
  cursor: z.string().min(1).max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

const SIGNS = { new: 'done', gone: 'cancelled', renamed: 'running' } as const

/** Who came, left or took another name since the last check of the same account. */
export async function changes(page: Page, check: Check, path: string) {
  const say = sayIn(page.language, changeWords)
  const filter = Filter.parse(page.c.req.query())
  const { cursor, ...kept } = filter
  try {
    const query = { ...filter, limit: 50 }
    const found = await page.ask(`GET /api/relations/${check.id}/diff`, Diff, { query })
    return html`${filterBar(page, check, filter, path)} ${compared(page, found)}
    ${
      found.data.length === 0
        ? empty(say('noChanges'), found.undetermined.length === 0 ? say('noChangesHint') : '')
        : table(page, found.data)
    }
    ${pager(page, path, { filter: { view: 'changes', ...kept }, cursor, next: found.next_cursor })}`
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { status, code } = error.problem
    if (status !== 404 && status !== 409 && status !== 422) throw error
    const bar = filterBar(page, check, filter, path)
    if (code === 'list_incomplete' && filter.change !== undefined)
      return html`${bar} ${empty(say(`undetermined_${filter.change}`), '')}`
    return html`${bar} ${empty(say('noEarlier'), say('noEarlierHint'))}`
  }
}

function filterBar(page: Page, check: Check, { kind, change }: Filter, path: string) {
  const sayRelation = sayIn(page.language, relationsWords)
  const say = sayIn(page.language, changeWords)
  return html`<form class="filter labelled" action="${path}" data-morph role="search">
    <input type="hidden" name="view" value="changes" />
    ${select({
      name: 'kind',
      label: sayRelation('list'),
      options: check.lists.map((list) => ({
        value: list.kind,
        label: sayRelation(`kind_${list.kind}`),
      })),
      chosen: kind,
    })}
    ${select({
      name: 'change',
      label: say('change'),
      options: [
        { value: '', label: say('anyChange') },
        ...CHANGES.map((each) => ({ value: each, label: say(`change_${each}`) })),
      ],
      chosen: change,
    })}
    <button class="only-plain">${sayIn(page.language, frameWords)('filter')}</button>
  </form>`
}

function compared({ language, formats }: Page, { earlier, later, undetermined }: Diff) {
  const say = sayIn(language, changeWords)
  return html`<p class="hint">
      ${say('since', {
        time: formats.absolute(new Date(earlier.created_at)),
        before: formats.number(earlier.collected),
        after: formats.number(later.collected),
      })}
    </p>
    ${undetermined.map(
      ({ change }) => html`<p class="hint">${badge('unknown', say(`undetermined_${change}`))}</p>`,
    )}`
}

function table({ language }: Page, rows: Diff['data']) {
  const say = sayIn(language, changeWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('change')}</th>
        <th>${sayIn(language, relationsWords)('person')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ platform_id: id, username, previous_username: before, change }) =>
          html`<tr id="change-${change}-${id}">
            <td>${badge(SIGNS[change], say(`change_${change}`))}</td>
            <td>
              <span class="name">@${username}</span>
              ${before === null ? '' : html`<p>${say('formerly', { name: before })}</p>`}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`
}
