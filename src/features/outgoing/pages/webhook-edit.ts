import { html } from 'hono/html'
import type { Made } from '../../../console/edit-conflict.ts'
import { layout } from '../../../console/layout.ts'
import { choiceIn } from '../../../console/kit/choice.ts'
import { refusable } from '../../../console/kit/refusable.ts'
import {
  madeAfter,
  readEditForm,
  saveVersion,
  storedForm,
} from '../../../console/kit/save-version.ts'
import { addressOf, goTo, readForm } from '../../../console/page.ts'
import { madeInputs } from '../../../console/parts/forms/conflict.ts'
import { hiddenFields } from '../../../console/parts/forms/hidden-fields.ts'
import { secretOnce } from '../../../console/parts/forms/secret-once.ts'
import { select } from '../../../console/parts/forms/select.ts'
import type { ProblemError } from '../../../console/user-client.ts'
import type { Context } from './kit.ts'
import {
  bodyIn,
  NEW_VALUES,
  textsOf,
  valuesIn,
  webhookFields,
  type Values,
} from './webhook-form.ts'
import { webhooksOf } from './webhooks.ts'

const PATH = '/console/outgoing-webhooks'
const ROWS = ['results', 'members'] as const
type Rows = (typeof ROWS)[number]

type Sent = { list: string; rows: Rows; values: Values; error: ProblemError }

/** `GET /outgoing-webhooks/new`: which rows of a list go where, and in which form. */
export async function showNew(page: Context, sent?: Sent): Promise<Response> {
  const { api, c, t } = page
  const list = await api.call('getListFields', {
    params: { id: sent?.list ?? c.req.query('list') ?? '' },
  })
  const placeholders = await api.call('listOutgoingPlaceholders')
  const rows = sent?.rows ?? (list.is_campaign ? 'results' : 'members')
  const kinds = list.is_campaign ? ROWS : (['members'] as const)
  const known = new Set(kinds.flatMap((kind) => placeholders[kind] ?? []))
  const body = html`<p>${t('newHint')}</p>
    <form class="card" method="post" action="${PATH}">
      ${hiddenFields({ list: list.id })}
      ${select({
        name: 'rows',
        label: t('rowsLabel'),
        options: kinds.map((kind) => ({ value: kind, label: t(`rows_${kind}`) })),
        chosen: rows,
      })}
      ${webhookFields(page, {
        values: sent?.values ?? NEW_VALUES,
        error: sent?.error,
        placeholders: [...known],
        webhook: undefined,
      })}
      <footer>
        <a class="button" href="${PATH}?list=${list.id}" data-close>${t('common.cancel')}</a>
        <button class="main">${t('make')}</button>
      </footer>
    </form>`
  const title = t('newTitle', { list: list.name })
  return c.html(await layout(page, { title, body }), sent ? 422 : 200)
}

/** `POST /outgoing-webhooks` makes it, and shows its secret this once. */
export async function makeWebhook(page: Context): Promise<Response> {
  const { api, c, t } = page
  const form = await readForm(page)
  const values = valuesIn(form)
  const list = form.get('list') ?? ''
  const rows = choiceIn(form, 'rows', ROWS)
  const call = api.call('createOutgoingWebhook', {
    body: { ...bodyIn(values), url: values.url, list, rows },
  })
  const { answer, refusal } = await refusable(call, [422])
  if (refusal) return await showNew(page, { list, rows, values, error: refusal })
  const title = t('madeTitle', { name: answer.name })
  const body = html`${secretOnce(page, title, [answer.secret], t('madeAdvice'))}
    <p><a class="button" href="${PATH}?list=${answer.list_id}">${t('toWebhooks')}</a></p>`
  return c.html(await layout(page, { title, body }))
}

/** `GET /outgoing-webhooks/:id/edit`: its form, without its address and secrets. */
export async function showEdit(
  page: Context,
  sent?: { values: Values; made: Made; error: ProblemError },
): Promise<Response> {
  const { api, c, t, param } = page
  const { answer: webhook, version } = await api.versioned('getOutgoingWebhook', {
    params: { id: param('id') },
  })
  const placeholders = await api.call('listOutgoingPlaceholders')
  const texts = textsOf(webhook)
  const { values, made, error } = sent ?? storedForm(version, texts)
  const body = html`<form class="card" method="post" action="${PATH}/${webhook.id}">
    ${madeInputs(made)}
    ${webhookFields(page, {
      values,
      error,
      placeholders: placeholders[webhook.rows] ?? [],
      webhook,
    })}
    <footer>
      <a class="button" href="${addressOf(webhooksOf(webhook))}" data-close
        >${t('common.cancel')}</a
      >
      <button class="main">${t('common.save')}</button>
    </footer>
  </form>`
  return c.html(await layout(page, { title: webhook.name, body }), error ? 422 : 200)
}

/** `POST /outgoing-webhooks/:id` saves the form. */
export async function saveWebhook(page: Context): Promise<Response> {
  const { api, t, param } = page
  const { form, made } = await readEditForm(page)
  const values = valuesIn(form)
  const params = { id: param('id') }
  const body = { ...bodyIn(values), ...(values.url !== '' && { url: values.url }) }
  const call = saveVersion({
    made,
    mine: values,
    textsOf,
    save: async (ifMatch) => await api.call('updateOutgoingWebhook', { params, body, ifMatch }),
  })
  const { answer, refusal: error } = await refusable(call, [422])
  if (error) return await showEdit(page, { values, made: madeAfter(made, error), error })
  return goTo(page, webhooksOf(answer), t('changed'))
}
