import { html } from 'hono/html'
import { goTo, ownAddress, ownPath, readFields, readForm, type Page } from '../../page.ts'
import { z } from '../../../http/router.ts'
import { empty } from '../../parts/empty.ts'
import { pager } from '../../parts/pager.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { CONFLICT_FIELDS, Conflicts, type Conflict, type Value } from './data.ts'
import { productsWords } from './words.ts'

const PATH = '/console/products'

/** Open conflicts of all products. */
export async function showConflicts(page: Page): Promise<Response> {
  const say = sayIn(page.language, productsWords)
  const { cursor } = page.c.req.query()
  const { data, next_cursor: next } = await page.ask('GET /api/products/conflicts', Conflicts, {
    query: { cursor },
  })
  const body = html`${data.length === 0 ? empty(say('noConflicts'), say('noConflictsHint')) : table(page, data, true)}
  ${pager(page, `${PATH}/conflicts`, { cursor, next })}`
  const content = { title: say('allConflicts'), lead: say('conflictsLead'), body }
  return page.c.html(await shell(page, content))
}

/** Those of one product; nothing when there are none. */
export async function conflictsOf(page: Page, productId: string) {
  const say = sayIn(page.language, productsWords)
  const { data } = await page.ask('GET /api/products/conflicts', Conflicts, {
    query: { product: productId },
  })
  const [newest] = data
  if (newest === undefined) return ''
  const { caption_before: before, caption_after: after } = newest
  return html`<section id="conflicts">
    <h2>${say('conflictsTitle')}</h2>
    <p>${say('conflictsLead')}</p>
    ${table(page, data, false)}
    <h3>${say('before')}</h3>
    <p class="post-caption">${before ?? '–'}</p>
    <h3>${say('after')}</h3>
    <p class="post-caption">${after ?? '–'}</p>
  </section>`
}

/** A value of the product or of the post, as people read it. */
function shown(value: Value): string {
  if (value === null || typeof value === 'string') return value || '–'
  const parts = value.map((part) =>
    typeof part === 'string' ? part : `${part.option}: ${part.value}`,
  )
  return parts.join(', ') || '–'
}

function table(page: Page, rows: readonly Conflict[], withProduct: boolean) {
  const say = sayIn(page.language, productsWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        ${withProduct ? html`<th>${say('name')}</th>` : ''}
        <th>${say('field')}</th>
        <th>${say('mine')}</th>
        <th>${say('theirs')}</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (conflict) =>
          html`<tr id="conflict-${conflict.id}">
            ${withProduct ? html`<td><a class="name" href="${PATH}/${conflict.product_id}">${conflict.product}</a></td>` : ''}
            <td>${say(`field_${conflict.field}`)}</td>
            <td><span class="phone">${say('mine')}: </span>${shown(conflict.mine)}</td>
            <td><span class="phone">${say('theirs')}: </span>${shown(conflict.theirs)}</td>
            <td class="acts">${page.may('own:write') ? forms(page, conflict) : ''}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function forms(page: Page, { product_id: id, field }: Conflict) {
  const say = sayIn(page.language, productsWords)
  const form = (side: 'mine' | 'theirs', label: string) =>
    html`<form method="post" action="${PATH}/${id}/resolve" data-morph>
      <input type="hidden" name="back" value="${ownAddress(page)}" />
      <input type="hidden" name="field" value="${field}" />
      <button name="side" value="${side}" aria-label="${label}: ${say(`field_${field}`)}">
        ${label}
      </button>
    </form>`
  return html`${form('mine', say('keepMine'))}${form('theirs', say('takeTheirs'))}`
}

const Choice = z.object({
  field: z.enum(CONFLICT_FIELDS),
  side: z.enum(['mine', 'theirs']),
  back: z.string(),
})

export async function resolve(page: Page): Promise<Response> {
  const { field, side, back } = readFields(Choice, await readForm(page))
  const id = encodeURIComponent(page.c.req.param('id') ?? '')
  await page.ask(`POST /api/products/conflicts/${id}/resolve`, z.unknown(), {
    body: { [field]: side },
  })
  return goTo(page, ownPath(back), sayIn(page.language, productsWords)('settled'))
}
