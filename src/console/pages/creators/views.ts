import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { goTo, readForm, type Page } from '../../page.ts'
import { hiddenFields } from '../../parts/bulk.ts'
import { empty } from '../../parts/empty.ts'
import { field, tickField } from '../../parts/field.ts'
import { withQuery } from '../../parts/pager.ts'
import { tabs } from '../../parts/tabs.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { addressWith, isNarrowed, queryOf, readFilter, type Filter } from './filter.ts'
import { creatorsWords } from './words.ts'

const View = z.object({
  id: z.string(),
  name: z.string(),
  query: z.string(),
  is_shared: z.boolean(),
  is_own: z.boolean(),
})
type View = z.output<typeof View>
const Views = z.object({ data: z.array(View) })

export const readViews = async (page: Page): Promise<readonly View[]> =>
  (await page.ask('GET /api/views', Views, { query: { page: 'creators' } })).data

/** A view of an older release may name what is no filter any more. */
const addressOfView = ({ query }: View): string =>
  addressWith(readFilter(new URLSearchParams(query)))

/** All creators, and the views that people have saved, beside each other. */
export function viewTabs(page: Page, filter: Filter, views: readonly View[]) {
  const say = sayIn(page.language, creatorsWords)
  const here = addressWith(filter)
  const all = addressWith(readFilter(new URLSearchParams()))
  const isSaved = here === all || views.some((view) => addressOfView(view) === here)
  const query = { ...queryOf(filter), cursor: undefined }
  return html`<div class="views">
    ${tabs(say('views'), [
      { label: say('all'), href: all, isCurrent: here === all },
      ...views.map((view) => ({
        label: view.name,
        href: addressOfView(view),
        isCurrent: addressOfView(view) === here,
      })),
    ])}
    <p>
      ${
        isSaved
          ? ''
          : html`<a href="${withQuery('/console/creators/views/new', query)}" data-dialog
              >${say('saveView')}</a
            >`
      }
      ${
        views.some(({ is_own }) => is_own)
          ? html`<a href="/console/creators/views">${say('manageViews')}</a>`
          : ''
      }
    </p>
  </div>`
}

type Form = { name?: string | undefined; isShared: boolean; fault?: string | undefined }

async function viewForm(
  page: Page,
  given: Form & { title: string; action: string; query?: string; canRemove?: boolean },
) {
  const say = sayIn(page.language, creatorsWords)
  const sayFrame = sayIn(page.language, frameWords)
  const body = html`<form class="card" method="post" action="${given.action}">
    ${hiddenFields({ query: given.query })}
    ${field({ name: 'view', label: say('viewName'), value: given.name, fault: given.fault, hasFocus: true })}
    ${tickField({ name: 'shared', label: say('shareView'), isChosen: given.isShared })}
    <p class="hint">${say('shareHint')}</p>
    <footer>
      ${
        given.canRemove
          ? html`<button class="start" name="act" value="remove" formnovalidate>
              ${say('removeView')}
            </button>`
          : ''
      }
      <a class="button" href="/console/creators" data-close>${sayFrame('cancel')}</a>
      <button class="main">${sayFrame('save')}</button>
    </footer>
  </form>`
  const status = given.fault === undefined ? 200 : 422
  return page.c.html(await shell(page, { title: given.title, body }), status)
}

/** `GET /creators/views/new`: the address without the path is what is saved. */
export async function newView(page: Page): Promise<Response> {
  const say = sayIn(page.language, creatorsWords)
  const { search } = new URL(page.c.req.url)
  const filter = readFilter(new URLSearchParams(search))
  return await viewForm(page, {
    title: say('saveView'),
    action: '/console/creators/views/new',
    query: queryText(filter),
    name: isNarrowed(filter) ? filter.values['q'] : undefined,
    isShared: false,
  })
}

const queryText = (filter: Filter): string => addressWith(filter).split('?')[1] ?? ''

export async function saveView(page: Page): Promise<Response> {
  const say = sayIn(page.language, creatorsWords)
  const form = await readForm(page)
  const filter = readFilter(new URLSearchParams(form.get('query') ?? ''))
  const [name, isShared] = [form.get('view') ?? '', form.has('shared')]
  const query = queryText(filter)
  try {
    await page.ask('POST /api/views', View, {
      body: { page: 'creators', name, query, is_shared: isShared },
    })
  } catch (error) {
    const fault = nameFault(page, error)
    const action = '/console/creators/views/new'
    return await viewForm(page, { title: say('saveView'), action, query, name, isShared, fault })
  }
  const path = addressWith(filter).slice('/console'.length)
  return goTo(page, path, say('viewSaved', { name }))
}

/** What is wrong with the name of a view. Throws any other error. */
function nameFault({ language }: Page, error: unknown): string {
  const say = sayIn(language, creatorsWords)
  if (!(error instanceof ProblemError)) throw error
  const { status } = error.problem
  if (status === 409)
    return say(error.reasonAt('name') === undefined ? 'tooManyViews' : 'viewTaken')
  if (status === 422 && error.reasonAt('name') !== undefined) return say('viewNameFaulty')
  throw error
}

/** `GET /creators/views`: to rename, share and remove. */
export async function showViews(page: Page): Promise<Response> {
  const say = sayIn(page.language, creatorsWords)
  const views = await readViews(page)
  const row = (view: View) =>
    html`<tr id="view-${view.id}">
      <td><a class="name" href="${addressOfView(view)}">${view.name}</a></td>
      <td>${say(view.is_shared ? (view.is_own ? 'sharedByYou' : 'sharedByOther') : 'onlyYou')}</td>
      <td class="acts">
        ${
          view.is_own
            ? html`<a class="button" href="/console/creators/views/${view.id}" data-dialog
                >${sayIn(page.language, frameWords)('edit')}</a
              >`
            : ''
        }
      </td>
    </tr>`
  const body =
    views.length === 0
      ? empty(say('noViews'), say('noViewsHint'))
      : html`<table class="list">
          <thead>
            <tr>
              <th>${say('viewName')}</th>
              <th>${say('seenBy')}</th>
              <td><span class="hidden">${sayIn(page.language, frameWords)('actions')}</span></td>
            </tr>
          </thead>
          <tbody>
            ${views.map(row)}
          </tbody>
        </table>`
  const actions = html`<a class="button" href="/console/creators">${say('title')}</a>`
  return page.c.html(
    await shell(page, { title: say('views'), lead: say('viewsLead'), body, actions }),
  )
}

export async function editView(page: Page): Promise<Response> {
  const say = sayIn(page.language, creatorsWords)
  const view = (await readViews(page)).find(
    ({ id, is_own }) => is_own && id === page.c.req.param('id'),
  )
  if (!view) return goTo(page, '/creators/views', say('viewGone'))
  return await viewForm(page, {
    title: say('editView'),
    action: `/console/creators/views/${view.id}`,
    name: view.name,
    isShared: view.is_shared,
    canRemove: true,
  })
}

export async function changeView(page: Page): Promise<Response> {
  const say = sayIn(page.language, creatorsWords)
  const form = await readForm(page)
  const id = encodeURIComponent(page.c.req.param('id') ?? '')
  if (form.get('act') === 'remove') {
    await page.ask(`DELETE /api/views/${id}`, z.null())
    return goTo(page, '/creators/views', say('viewRemoved'))
  }
  const [name, isShared] = [form.get('view') ?? '', form.has('shared')]
  try {
    await page.ask(`PATCH /api/views/${id}`, View, { body: { name, is_shared: isShared } })
  } catch (error) {
    const fault = nameFault(page, error)
    const action = `/console/creators/views/${id}`
    return await viewForm(page, {
      title: say('editView'),
      action,
      name,
      isShared,
      canRemove: true,
      fault,
    })
  }
  return goTo(page, '/creators/views', say('viewSaved', { name }))
}
