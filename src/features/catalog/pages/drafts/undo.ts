import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import { refusable } from '../../../../console/kit/refusable.ts'
import { translator, type Language } from '../../../../console/messages.ts'
import { goTo, ownPath, readFields, readForm, type PageContext } from '../../../../console/page.ts'
import { icon } from '../../../../console/icons.ts'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { messages } from '../../texts/drafts/index.ts'
import { withDraft } from './go-on.ts'
import { loadDraft, type Context, type Draft } from './kit.ts'

/** For so long the message offers to undo; work that an approval starts begins after it. */
export const UNDO_SECONDS = 10
/** A page that was loaded again later does not offer it any more. */
const OFFERED_MS = 60_000

const REASONS = ['reasonNotForSale', 'reasonSoldOut', 'reasonReadWrongly'] as const

const draftTexts = (language: Language) => translator(language, messages)

/** Says what was decided a moment ago, with undo; a rejection takes its reason. */
export async function undoOffer(
  page: PageContext,
  { undo: id, back }: { undo: string | undefined; back: string },
) {
  if (id === undefined || !page.may('own:write')) return ''
  const call = page.api.call('getProductDraft', { params: { id } })
  const { answer: draft } = await refusable(call, [404])
  const { status, decided_at: at } = draft ?? {}
  const isRecent = at && page.now.getTime() - new Date(at).getTime() < OFFERED_MS
  if (!draft || !isRecent || (status !== 'approved' && status !== 'rejected')) return ''
  return message(page, back, draft, status)
}

function message(
  { language }: PageContext,
  back: string,
  { id, name, reason }: Draft,
  status: 'approved' | 'rejected',
) {
  const t = draftTexts(language)
  // Another id is another message: its ten seconds begin again.
  return html`<div
    class="toast undo-draft"
    id="undo-${id}-${status}-${reason === null ? 'open' : 'reason'}"
    data-keys
    role="group"
    aria-label="${t('justDecided')}"
  >
    <form method="post" action="/console/drafts/${id}/undo" data-morph>
      ${hiddenFields({ back })}
      <b role="status" dir="auto">${t(`did_${status}`, { name })}</b>
      <button class="plain" data-key="z">
        ${icon('undo')}${t('undo')} <kbd aria-hidden="true">z</kbd>
      </button>
      <span class="seconds" aria-hidden="true"></span>
    </form>
    ${status === 'approved' ? '' : reason === null ? why(t, id, back) : html`<p dir="auto">${reason}</p>`}
  </div>`
}

const why = (t: ReturnType<typeof draftTexts>, id: string, back: string) =>
  html`<form method="post" action="/console/drafts/${id}/reason" data-morph data-brief>
    ${hiddenFields({ back })} <span>${t('why')}</span>
    ${REASONS.map((key) => html`<button name="reason" value="${t(key)}">${t(key)}</button>`)}
    <input
      name="typed"
      maxlength="500"
      placeholder="${t('otherReason')}"
      aria-label="${t('otherReason')}"
      autocomplete="off"
      dir="auto"
    />
  </form>`

const Reason = z.object({
  reason: z.string().max(500).optional(),
  typed: z.string().trim().max(500).default(''),
})

/** `POST /drafts/:id/reason`: the reason of a rejection. */
export async function storeReason(page: Context): Promise<Response> {
  const id = page.param('id')
  const form = await readForm(page)
  const { reason, typed } = readFields(Reason, form)
  // Enter in the field presses the first button: what was typed goes first.
  const said = typed || reason
  if (said) {
    const body = { reason: said }
    await page.api.call('rejectProductDraft', { params: { id }, body })
  }
  // Of another's draft nothing is offered, not even an undo.
  else await loadDraft(page)
  const [path = '', query = ''] = ownPath(form.get('back')).split('?')
  return goTo(
    page,
    withQuery(path, { ...Object.fromEntries(new URLSearchParams(query)), undo: id }),
  )
}

/** `POST /drafts/:id/undo`: takes the decision back and shows the draft again. */
export async function undoDraft(page: Context): Promise<Response> {
  const id = page.param('id')
  const [path = '', query = ''] = ownPath((await readForm(page)).get('back')).split('?')
  const call = page.api.call('undoProductDraftDecision', { params: { id } })
  const { refusal } = await refusable(call, [409])
  const params = new URLSearchParams(query)
  if (refusal) return goTo(page, `${path}?${params.toString()}`, page.t('undoTooLate'))
  return goTo(page, withDraft(`${path}?${params.toString()}`, { draft: id }))
}
