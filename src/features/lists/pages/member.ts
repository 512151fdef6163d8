import { html } from 'hono/html'
import { MEMBER_STATUSES } from '../../../creators/member-status.ts'
import type { AnswerOf } from '../../../console/api.ts'
import type { ProblemError } from '../../../console/user-client.ts'
import { choiceIn } from '../../../console/kit/choice.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import {
  madeAfter,
  readEditForm,
  saveVersion,
  storedForm,
} from '../../../console/kit/save-version.ts'
import type { Made } from '../../../console/edit-conflict.ts'
import { goTo, ownPath, readForm } from '../../../console/page.ts'
import { madeInputs } from '../../../console/parts/forms/conflict.ts'
import { refused } from '../../../console/parts/refused.ts'
import { area, field } from '../../../console/parts/forms/field.ts'
import { currencyField } from '../../../console/parts/forms/currency.ts'
import { select } from '../../../console/parts/forms/select.ts'
import { layout } from '../../../console/layout.ts'
import { withUndo } from './board.ts'
import type { Context, Member } from './kit.ts'

type Team = AnswerOf<'listTeam'>

/** The member that the address names. */
const paramsOf = ({ param }: Context) => ({ id: param('id'), blog: param('blog') })

const FIELDS = ['status', 'owner', 'price', 'currency', 'due_on', 'note'] as const
type MemberValues = Record<(typeof FIELDS)[number], string>

const valuesOf = (member: Member): MemberValues => ({
  status: member.status,
  owner: member.owner?.login ?? '',
  price: member.price ?? '',
  currency: member.currency ?? '',
  due_on: member.due_on ?? '',
  note: member.note ?? '',
})

type FaultOf = (name: keyof MemberValues) => string | undefined

const priceFields = ({ t, language }: Context, values: MemberValues, fault: FaultOf) =>
  html`<div class="pair">
    ${field({
      name: 'price',
      label: t('price'),
      value: values.price,
      hint: t('priceHint'),
      fault: fault('price'),
      isNumeric: true,
      isRequired: false,
    })}
    ${currencyField({
      language,
      name: 'currency',
      label: t('currency'),
      value: values.currency,
      fault: fault('currency'),
    })}
  </div>`

/** The form of one member: a dialog where scripts run. */
export async function showMember(
  context: Context,
  sent?: { values: MemberValues; made: Made; error: ProblemError },
): Promise<Response> {
  const { api, c, t } = context
  const params = paramsOf(context)
  const [list, { answer: member, version }, team] = await Promise.all([
    api.call('getListFields', { params: { id: params.id } }),
    api.versioned('getListMember', { params }),
    api.call('listTeam', { query: { limit: 200 } }),
  ])
  const { values, made, error } = sent ?? storedForm(version, valuesOf(member))
  const fault = (name: keyof MemberValues) => error?.reasonAt(name)
  const body = html`<form
    class="card"
    method="post"
    action="/console/lists/${list.id}/members/${member.blog_id}"
  >
    ${madeInputs(made)}
    ${error && !error.problem.errors?.length ? refused(context, error, labelsOf(context, ownersOf(team, member))) : ''}
    ${select({
      name: 'status',
      label: t('status'),
      options: MEMBER_STATUSES.map((value) => ({
        value,
        label: t(`member.is_${value}`),
      })),
      chosen: values.status,
    })}
    ${select({
      name: 'owner',
      label: t('owner'),
      options: [
        { value: '', label: t('nobody') },
        ...ownersOf(team, member).map(({ login, name }) => ({ value: login, label: name })),
      ],
      chosen: values.owner,
    })}
    ${priceFields(context, values, fault)}
    ${field({
      name: 'due_on',
      label: t('due'),
      type: 'date',
      value: values.due_on,
      fault: fault('due_on'),
      isRequired: false,
    })}
    ${area({ name: 'note', label: t('note'), value: values.note, fault: fault('note'), isRequired: false })}
    <footer>
      <a class="button" href="/console/lists/${list.id}" data-close>${t('common.cancel')}</a>
      <button class="main">${t('common.save')}</button>
    </footer>
  </form>`
  const title = t('memberTitle', { name: member.username, list: list.name })
  return c.html(await layout(context, { title, body }), error ? 422 : 200)
}

/** The labels of the fields of the form. */
const labelsOf = ({ t }: Context, owners: Team['data']) => ({
  status: {
    label: t('status'),
    display: (text: string) => {
      const status = MEMBER_STATUSES.find((each) => each === text)
      return status ? t(`member.is_${status}`) : text
    },
  },
  owner: {
    label: t('owner'),
    display: (text: string) => owners.find(({ login }) => login === text)?.name ?? t('nobody'),
  },
  price: t('price'),
  currency: t('currency'),
  due_on: t('due'),
  note: t('note'),
})

/** The team, and who is in charge although they have left it. */
const ownersOf = ({ data }: Team, { owner }: Member) =>
  owner === null || data.some(({ login }) => login === owner.login) ? data : [...data, owner]

export async function changeMember(context: Context): Promise<Response> {
  const { api, t } = context
  const { form, made } = await readEditForm(context)
  const params = paramsOf(context)
  const text = (name: keyof MemberValues) => form.get(name)?.trim() ?? ''
  const values: MemberValues = {
    status: text('status'),
    owner: text('owner'),
    price: text('price').replace(',', '.').replaceAll(/\s/g, ''),
    currency: text('currency'),
    due_on: text('due_on'),
    note: text('note'),
  }
  const orNull = (value: string) => (value === '' ? null : value)
  const before = await api.call('getListMember', { params })
  const body = {
    status: choiceIn(form, 'status', MEMBER_STATUSES),
    // A user who has left the team may stay in charge until another user is.
    ...(values.owner === (before.owner?.login ?? '') ? {} : { owner: orNull(values.owner) }),
    price: orNull(values.price),
    ...(values.price === '' || values.currency === '' ? {} : { currency: values.currency }),
    due_on: orNull(values.due_on),
    note: orNull(values.note),
  }
  const call = saveVersion({
    made,
    mine: values,
    textsOf: valuesOf,
    save: async (ifMatch) => await api.call('updateListMember', { params, body, ifMatch }),
  })
  const { refusal: error } = await refusable(call, [422])
  if (error) return await showMember(context, { values, made: madeAfter(made, error), error })
  return goTo(context, `/lists/${encodeURIComponent(params.id)}`, t('saved'))
}

/** The step that usually comes next, by one click. */
export async function changeStatus(context: Context): Promise<Response> {
  const { api, t } = context
  const form = await readForm(context)
  const params = paramsOf(context)
  const back = ownPath(form.get('back'))
  const status = choiceIn(form, 'status', MEMBER_STATUSES)
  const before = await api.call('getListMember', { params })
  const onlyIf = form.get('only-if')
  // A colleague has moved the creator since: taking the older move back would undo theirs.
  if (onlyIf !== null && before.status !== onlyIf) return goTo(context, back, t('movedSince'))
  if (before.status === status) return goTo(context, back)
  await api.call('updateListMember', {
    params,
    body: { status },
    idempotencyKey: form.get('idempotency-key') ?? undefined,
  })
  if (form.get('undo') === null) return goTo(context, back, t('moved', { n: 1 }))
  return goTo(context, withUndo(back, { blog: before.blog_id, from: before.status, to: status }))
}
