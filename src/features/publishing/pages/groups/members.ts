import { html } from 'hono/html'
import { goTo, readForm } from '../../../../console/page.ts'
import type { ProblemError } from '../../../../console/user-client.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { formCard } from '../../../../console/parts/forms/form-card.ts'
import { checkboxField } from '../../../../console/parts/forms/field.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import type { Context, Group } from './kit.ts'

type Choice = { value: string; name: string; kind: 'pool' | 'connection' }

/** Splits the accounts of a form, each as its kind and id, into the ids of each kind. */
function bodyOf(members: readonly string[]) {
  const of = (kind: string) =>
    members.flatMap((each) => (each.startsWith(`${kind}:`) ? [each.slice(kind.length + 1)] : []))
  return { accounts: of('pool'), connections: of('connection') }
}

type Choices = { choices: Choice[]; next: string | null }

/**
 * Accounts that are not in the group: a page of those of the pool that publish; the first page has
 * connected ones, too.
 */
async function choicesFor(page: Context, group: string): Promise<Choices> {
  const { cursor } = page.c.req.query()
  const { data, next_cursor: next } = await page.api.call('listAccounts', {
    query: { kind: 'pool', purpose: 'publish', outside: group, cursor, limit: 200 },
  })
  const connected = cursor === undefined ? await connectedFor(page, group) : []
  const choices = [
    ...connected.map((account) => ({ ...account, kind: 'connection' as const })),
    ...data.map((account) => ({ ...account, kind: 'pool' as const })),
  ].map(({ id, username: name, kind }): Choice => ({ value: `${kind}:${id}`, name, kind }))
  return { choices, next }
}

async function connectedFor(page: Context, group: string) {
  if (!page.may('own:read')) return []
  const [{ data: connected }, { data: inside }] = await Promise.all([
    page.api.call('listOwnAccounts'),
    page.api.call('listAccounts', { query: { limit: 200, kind: 'connection', group } }),
  ])
  const ids = new Set(inside.map(({ id }) => id))
  return connected.filter(({ id }) => !ids.has(id))
}

export async function showAdd(page: Context): Promise<Response> {
  const group = await page.api.call('getGroup', { params: { id: page.param('id') } })
  return await showChoices(page, group, undefined)
}

async function showChoices(page: Context, { id, name }: Group, error: ProblemError | undefined) {
  const { t } = page
  const { choices, next } = await choicesFor(page, id)
  const fields =
    choices.length === 0
      ? html`<p>${t('nobodyToAdd')}</p>`
      : html`<div class="choices">
            ${choices.map(({ value, name: username, kind }) =>
              checkboxField({
                name: 'member',
                value,
                label: `@${username} · ${t(`publishing.kind_${kind}`)}`,
                isChosen: false,
              }),
            )}
          </div>
          ${next === null ? '' : more(page, id, next)}`
  return await formCard(page, {
    title: t('addTitle', { name }),
    follows: t('addFollows'),
    fields,
    action: `/console/groups/${id}/add`,
    back: `/groups/${id}`,
    submit: choices.length === 0 ? undefined : t('addSubmit'),
    error,
    inlineErrors: false,
  })
}

/** The ticked ones of this page are added first. */
const more = (page: Context, group: string, cursor: string) =>
  html`<p>
    <a href="${withQuery(`/console/groups/${group}/add`, { cursor })}" data-dialog>
      ${page.t('common.next')} ›</a
    >
  </p>`

export async function add(page: Context): Promise<Response> {
  const { api, t } = page
  const params = { id: page.param('id') }
  const path = `/groups/${encodeURIComponent(params.id)}`
  const members = (await readForm(page)).getAll('member')
  if (members.length === 0) return goTo(page, path, t('common.nothingChosen'))
  const call = api.call('addGroupAccounts', { params, body: bodyOf(members) })
  const { refusal } = await refusable(call)
  if (refusal) return await showChoices(page, await api.call('getGroup', { params }), refusal)
  return goTo(page, path, t('added', { n: members.length }))
}

export async function takeOut(page: Context): Promise<Response> {
  const params = { id: page.param('id') }
  const members = (await readForm(page)).getAll('member')
  await page.api.call('removeGroupAccounts', { params, body: bodyOf(members) })
  return goTo(page, `/groups/${encodeURIComponent(params.id)}`, page.t('removed'))
}
