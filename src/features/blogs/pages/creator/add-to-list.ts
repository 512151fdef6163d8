import { html } from 'hono/html'
import type { ProblemError } from '../../../../console/user-client.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { addressOf, goTo, readForm } from '../../../../console/page.ts'
import { area, field } from '../../../../console/parts/forms/field.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { layout } from '../../../../console/layout.ts'
import { pathOf, readCreator } from './frame.ts'
import type { Context, Creator } from './kit.ts'

const MAX_LISTS = 200

type AddForm = { list: string; name: string; note: string; error?: ProblemError; fault?: string }
const NOTHING: AddForm = { list: '', name: '', note: '' }

export async function showAddToList(page: Context, form = NOTHING): Promise<Response> {
  const { t } = page
  const [creator, { data: lists }] = await Promise.all([
    readCreator(page),
    page.api.call('listLists', { query: { limit: MAX_LISTS } }),
  ])
  const options =
    lists.length === 0
      ? [{ value: '', label: t('team.noListsYet') }]
      : lists.map(({ id, name }) => ({ value: id, label: name }))
  const { error, fault = error?.reasonAt('name') } = form
  const body = html`<form class="card" method="post" action="${addressOf(pathOf(creator, 'list'))}">
    ${select({ name: 'list', label: t('team.chooseList'), options, chosen: form.list })}
    ${field({
      name: 'name',
      label: t('team.newList'),
      value: form.name,
      hint: t('team.newListHint'),
      fault,
      isRequired: false,
    })}
    ${area({
      name: 'note',
      label: t('team.note'),
      value: form.note,
      fault: error?.reasonAt('note'),
      isRequired: false,
      rows: 3,
    })}
    <footer>
      <a class="button" href="${addressOf(pathOf(creator, 'team'))}" data-close
        >${t('common.cancel')}</a
      >
      <button class="main">${t('team.addSubmit')}</button>
    </footer>
  </form>`
  const title = t('team.addTitle', { name: creator.username })
  const isInvalid = error !== undefined || fault !== undefined
  return page.c.html(await layout(page, { title, body }), isInvalid ? 422 : 200)
}

export async function addToList(page: Context): Promise<Response> {
  const { t } = page
  const form = await readForm(page)
  const text = (name: string) => form.get(name)?.trim() ?? ''
  const sent = { list: text('list'), name: text('name'), note: text('note') }
  if (sent.list === '' && sent.name === '')
    return await showAddToList(page, { ...sent, fault: t('team.chooseFirst') })
  const creator = await readCreator(page)
  const { answer: list, refusal } = await refusable(addMember(page, creator, sent))
  if (refusal) return await showAddToList(page, { ...sent, error: refusal })
  const flash = t('team.added', { name: creator.username, list: list.name })
  return goTo(page, pathOf(creator, 'team'), flash)
}

/** Adds the creator to the chosen list, or to a new one of this name. */
async function addMember({ api }: Context, creator: Creator, { list: id, name, note }: AddForm) {
  const list =
    name === ''
      ? await api.call('getListFields', { params: { id } })
      : await api.call('createList', { body: { name } })
  const body = { blogs: [creator.id], ...(note === '' ? {} : { note }) }
  await api.call('addListMembers', { params: { id: list.id }, body })
  return list
}
