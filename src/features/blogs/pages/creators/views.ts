import { html } from 'hono/html'
import type { ProblemError } from '../../../../console/user-client.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../console/page.ts'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { field, checkboxField } from '../../../../console/parts/forms/field.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { layout } from '../../../../console/layout.ts'
import {
  addressWith,
  isNarrowed,
  queryOf,
  readFilter,
  withoutQuestion,
  type Filter,
} from './filter.ts'
import type { Context, View } from './kit.ts'

export const readViews = async (page: Context): Promise<readonly View[]> =>
  (await page.api.call('listViews', { query: { page: 'creators' } })).data

/** The form of a link to the table of a saved search, which only spreadsheets read. */
const shareOf = ({ may }: Context, { id }: View, back: string): string | undefined =>
  may('creators:write') && may('exports:read')
    ? withQuery('/console/shares/new', { subject: 'view', view: id, back })
    : undefined

/** A view of an older release may name what is no filter any more. */
const addressOfView = ({ query }: View): string =>
  addressWith(readFilter(new URLSearchParams(query)))

/** All creators, and the views that people have saved, beside each other. */
export function viewTabs(page: Context, filter: Filter, views: readonly View[]) {
  const { t } = page
  const here = addressWith(withoutQuestion(filter))
  const all = addressWith(readFilter(new URLSearchParams()))
  const current = views.find((view) => addressOfView(view) === here)
  const isSaved = here === all || current !== undefined
  const share = current && shareOf(page, current, here)
  const query = { ...queryOf(filter), cursor: undefined }
  return html`<div class="views">
    ${tabs(t('views'), [
      { label: t('all'), href: all, isCurrent: here === all },
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
              >${t('saveView')}</a
            >`
      }
      ${share === undefined ? '' : html`<a href="${share}" data-dialog>${t('common.share')}</a>`}
      ${
        views.some(({ is_own }) => is_own)
          ? html`<a href="/console/creators/views">${t('manageViews')}</a>`
          : ''
      }
    </p>
  </div>`
}

type Form = { name?: string | undefined; isShared: boolean; fault?: string | undefined }

async function viewForm(
  page: Context,
  props: Form & { title: string; action: string; query?: string; canRemove?: boolean },
) {
  const { t } = page
  const body = html`<form class="card" method="post" action="${props.action}">
    ${hiddenFields({ query: props.query })}
    ${field({ name: 'view', label: t('viewName'), value: props.name, fault: props.fault, hasFocus: true })}
    ${checkboxField({ name: 'shared', label: t('shareView'), isChosen: props.isShared })}
    <p class="hint">${t('shareHint')}</p>
    <footer>
      ${
        props.canRemove
          ? html`<button class="start" name="act" value="remove" formnovalidate>
              ${t('removeView')}
            </button>`
          : ''
      }
      <a class="button" href="/console/creators" data-close>${t('common.cancel')}</a>
      <button class="main">${t('common.save')}</button>
    </footer>
  </form>`
  const status = props.fault === undefined ? 200 : 422
  return page.c.html(await layout(page, { title: props.title, body }), status)
}

/** `GET /creators/views/new`: the address without the path is what is saved. */
export async function newView(page: Context): Promise<Response> {
  const { search } = new URL(page.c.req.url)
  const filter = readFilter(new URLSearchParams(search))
  return await viewForm(page, {
    title: page.t('saveView'),
    action: '/console/creators/views/new',
    query: queryText(filter),
    name: isNarrowed(filter) ? (filter.question ?? filter.values['q']) : undefined,
    isShared: false,
  })
}

const queryText = (filter: Filter): string =>
  addressWith(withoutQuestion(filter)).split('?')[1] ?? ''

export async function saveView(page: Context): Promise<Response> {
  const { t } = page
  const form = await readForm(page)
  const filter = readFilter(new URLSearchParams(form.get('query') ?? ''))
  const [name, isShared] = [form.get('view') ?? '', form.has('shared')]
  const query = queryText(filter)
  const body = { page: 'creators', name, query, is_shared: isShared } as const
  const { refusal } = await refusable(page.api.call('createView', { body }))
  if (refusal) {
    const fault = nameFault(page, refusal)
    const action = '/console/creators/views/new'
    return await viewForm(page, { title: t('saveView'), action, query, name, isShared, fault })
  }
  const path = addressWith(withoutQuestion(filter)).slice('/console'.length)
  return goTo(page, path, t('viewSaved', { name }))
}

/** Returns the problem with the name of a view. Throws a refusal of anything else. */
function nameFault({ t }: Context, refusal: ProblemError): string {
  const isOfName = refusal.reasonAt('name') !== undefined
  if (refusal.problem.status === 409) return t(isOfName ? 'viewTaken' : 'tooManyViews')
  if (isOfName) return t('viewNameFaulty')
  throw refusal
}

/** `GET /creators/views`: to rename, share and remove. */
export async function showViews(page: Context): Promise<Response> {
  const { t } = page
  const views = await readViews(page)
  const row = (view: View) => {
    const share = shareOf(page, view, '/console/creators/views')
    return html`<tr id="view-${view.id}">
      <td><a class="name" href="${addressOfView(view)}" dir="auto">${view.name}</a></td>
      <td>${t(view.is_shared ? (view.is_own ? 'sharedByYou' : 'sharedByOther') : 'onlyYou')}</td>
      <td class="acts">
        ${
          share === undefined
            ? ''
            : html`<a class="button" href="${share}" data-dialog>${t('common.share')}</a>`
        }
        ${
          view.is_own
            ? html`<a class="button" href="/console/creators/views/${view.id}" data-dialog
                >${t('common.edit')}</a
              >`
            : ''
        }
      </td>
    </tr>`
  }
  const body =
    views.length === 0
      ? empty(t('noViews'), t('noViewsHint'))
      : html`<table class="list">
          <thead>
            <tr>
              <th>${t('viewName')}</th>
              <th>${t('seenBy')}</th>
              <td><span class="hidden">${t('common.actions')}</span></td>
            </tr>
          </thead>
          <tbody>
            ${views.map(row)}
          </tbody>
        </table>`
  const actions = html`<a class="button" href="/console/creators">${t('title')}</a>`
  return page.c.html(await layout(page, { title: t('views'), lead: t('viewsLead'), body, actions }))
}

export async function editView(page: Context): Promise<Response> {
  const { t } = page
  const view = (await readViews(page)).find(({ id, is_own }) => is_own && id === page.param('id'))
  if (!view) return goTo(page, '/creators/views', t('viewGone'))
  return await viewForm(page, {
    title: t('editView'),
    action: `/console/creators/views/${view.id}`,
    name: view.name,
    isShared: view.is_shared,
    canRemove: true,
  })
}

export async function changeView(page: Context): Promise<Response> {
  const { t } = page
  const form = await readForm(page)
  const id = page.param('id')
  if (form.get('act') === 'remove') {
    await page.api.call('deleteView', { params: { id } })
    return goTo(page, '/creators/views', t('viewRemoved'))
  }
  const [name, isShared] = [form.get('view') ?? '', form.has('shared')]
  const body = { name, is_shared: isShared }
  const { refusal } = await refusable(page.api.call('updateView', { params: { id }, body }))
  if (refusal)
    return await viewForm(page, {
      title: t('editView'),
      action: `/console/creators/views/${encodeURIComponent(id)}`,
      name,
      isShared,
      canRemove: true,
      fault: nameFault(page, refusal),
    })
  return goTo(page, '/creators/views', t('viewSaved', { name }))
}
