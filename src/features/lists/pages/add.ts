import { html } from 'hono/html'
import { splitPasted } from '../../../creators/address.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../console/page.ts'
import { area } from '../../../console/parts/forms/field.ts'
import { notice, layout } from '../../../console/layout.ts'
import type { Context } from './kit.ts'

type AddForm = { names: string; above?: unknown; fault?: string | undefined }

export async function showAdd(context: Context, form: AddForm = { names: '' }): Promise<Response> {
  const { api, c, t, param } = context
  const { id, name } = await api.call('getListFields', { params: { id: param('id') } })
  const body = html`<form class="card" method="post" action="/console/lists/${id}/add">
    ${form.above ?? ''}
    ${area({
      name: 'names',
      label: t('addField'),
      value: form.names,
      hint: t('addHint'),
      fault: form.fault,
      rows: 6,
    })}
    <footer>
      <a class="button" href="/console/lists/${id}" data-close>${t('common.cancel')}</a>
      <button class="main">${t('addSubmit')}</button>
    </footer>
  </form>`
  const isInvalid = form.fault !== undefined || form.above !== undefined
  const page = await layout(context, { title: t('addTitle', { name }), body })
  return c.html(page, isInvalid ? 422 : 200)
}

/** Adds creators. Those that are not known stay in the form, with the reason. */
export async function add(context: Context): Promise<Response> {
  const { api, t, param } = context
  const id = param('id')
  const names = (await readForm(context)).get('names') ?? ''
  const body = { blogs: splitPasted(names) }
  const call = api.call('addListMembers', { params: { id }, body })
  const { answer, refusal } = await refusable(call, [422])
  if (refusal) {
    const fault = refusal.explain('blogs')
    return await showAdd(context, { names, fault })
  }
  const { added, already, unknown, items } = answer
  const summary = t('addedSome', { added, already, unknown })
  if (unknown === 0) {
    const flash = already === 0 ? t('added', { n: added }) : summary
    return goTo(context, `/lists/${encodeURIComponent(id)}`, flash)
  }
  const left = items.filter(({ outcome }) => outcome === 'unknown').map(({ blog }) => blog)
  const above = html`${notice(summary)}
    <p class="hint">${t('unknownHint')}</p>`
  return await showAdd(context, { names: left.join('\n'), above })
}
