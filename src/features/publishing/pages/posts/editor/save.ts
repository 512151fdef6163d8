import { refusable } from '../../../../../console/kit/refusable.ts'
import { goTo, readForm } from '../../../../../console/page.ts'
import { readChoices } from './choices.ts'
import { compose } from './compose.ts'
import type { ComposeValues } from './form-values.ts'
import { createDraft, editorPath, isNew, queryOf, readDraft } from './draft.ts'
import { bodyOfExtras, readExtras } from './extras.ts'
import { changed, saveMedia } from './files.ts'
import { addressOfStep } from '../frame.ts'
import type { Caption, Context, Post } from '../kit.ts'
import { isEditable } from '../read.ts'
import { targetsIn } from './targets.ts'

/**
 * The form shows these itself: also a group or account that is gone (404), and that no service can
 * translate (503).
 */
const REFUSALS = [404, 409, 422, 503]

const lines = (text: string | null): string => text?.replaceAll('\r\n', '\n') ?? ''

async function readValues(
  page: Context,
  form: URLSearchParams,
  post: Post,
): Promise<ComposeValues> {
  const sent = { groups: form.getAll('group'), accounts: form.getAll('account') }
  const targets = form.has('listed') ? targetsIn(form, post, await readChoices(page, sent)) : sent
  return {
    caption: lines(form.get('caption')),
    language: form.get('language') || null,
    requires_review: form.has('requires_review'),
    is_urgent: form.has('is_urgent'),
    first_comment: lines(form.get('first_comment')).trim(),
    ...targets,
    ...readExtras(form),
  }
}

const bodyOf = (values: ComposeValues, post: Post) => ({
  caption: values.caption,
  language: values.language,
  requires_review: values.requires_review,
  is_urgent: values.is_urgent,
  groups: values.groups,
  accounts: values.accounts,
  first_comment: values.first_comment === '' ? null : values.first_comment,
  ...bodyOfExtras(values, post),
})

/** Saves all that the page has, and continues as the button says. */
export async function savePost(page: Context): Promise<Response> {
  const form = await readForm(page)
  const post = await readDraft(page)
  if (!isEditable(post)) return goTo(page, editorPath(post.id))
  const values = await readValues(page, form, post)
  const shows = form.get('as')
  if (isNew(post) && isBlank(values))
    return goTo(page, `${editorPath(post.id)}${queryOf(page, post)}`)
  const { answer: id, refusal } = await refusable(save(page, post, { values, form }), REFUSALS)
  if (refusal) return await compose(page, post, { values, error: refusal })
  const { t } = page
  const act = form.get('act')
  if (act === 'plan') return goTo(page, addressOfStep(id, 'plan'))
  if (act === 'schedule') return goTo(page, `${addressOfStep(id, 'plan')}?when=at`)
  const says = act === 'save' ? t('saved') : act === 'translate' ? t('translating') : undefined
  return goTo(page, editorPath(id, shows), says)
}

/** Whether there is no letter yet: nothing is stored before. */
const isBlank = ({ caption, first_comment: comment }: ComposeValues): boolean =>
  caption.trim() === '' && comment === ''

type Sent = { values: ComposeValues; form: URLSearchParams }

/** Saves the post, its other captions, and the act of a button. Returns its id. */
async function save(page: Context, post: Post, { values, form }: Sent): Promise<string> {
  const { api } = page
  if (isNew(post)) return await create(page, post, { values, form })
  const params = { id: post.id }
  const asIs = asIsOf(post, form)
  await api.call('updatePost', {
    params,
    body: { ...bodyOf(values, post), ...(asIs && { as_is: asIs }) },
  })
  await saveCaptions(page, post, form)
  const [at = '', ...act] = form.get('file')?.split(' ') ?? []
  if (at !== '') await saveMedia(page, post.id, changed(post.media, Number(at), act.join(' ')))
  if (form.get('act') === 'translate' || form.has('renew'))
    await api.call('translatePost', { params })
  return post.id
}

async function create(page: Context, post: Post, { values, form }: Sent): Promise<string> {
  const idempotencyKey = form.get('idempotency-key') ?? undefined
  const id = await createDraft(page, post, { body: bodyOf(values, post), idempotencyKey })
  if (form.get('act') === 'translate') await page.api.call('translatePost', { params: { id } })
  return id
}

/** The languages and accounts that get the caption as it is, after a button for it. */
function asIsOf({ as_is: known }: Post, form: URLSearchParams): string[] | undefined {
  const [added, removed] = [form.get('as-is'), form.get('not-as-is')]
  if (added !== null) return [...new Set([...known, added])]
  return removed === null ? undefined : known.filter((key) => key !== removed)
}

/** Saves the captions that were changed, confirmed, or are to be translated again. */
async function saveCaptions(page: Context, { id }: Post, form: URLSearchParams): Promise<void> {
  const keys = [...form.keys()].flatMap((name) => /^text-(.+)$/.exec(name)?.[1] ?? [])
  if (keys.length === 0) return
  const { data } = await page.api.call('listPostCaptions', { params: { id } })
  for (const key of keys) {
    const known = data.find(({ language, account_id: account }) => (language ?? account) === key)
    await saveCaption(page, id, { key, known, form })
  }
}

type Written = { key: string; known: Caption | undefined; form: URLSearchParams }

async function saveCaption(
  { api }: Context,
  id: string,
  { key, known, form }: Written,
): Promise<void> {
  const params = { id, key }
  const body = captionIn(form, key, known)
  const isEmpty = body.text.trim() === ''
  const isRenewed = form.get('renew') === key
  if (isRenewed || (isEmpty && known !== undefined))
    return void (await api.call('deletePostCaption', { params }))
  if (isEmpty || !(isChanged(body, known) || form.get('still') === key)) return
  // What a person has changed or confirmed by a button, they have read.
  await api.call('putPostCaption', { params, body: { ...body, confirmed: true } })
}

const isChanged = (
  { text, comment }: { text: string; comment: string | null },
  known: Caption | undefined,
): boolean => text !== known?.text || comment !== known.comment

function captionIn(form: URLSearchParams, key: string, known: Caption | undefined) {
  const field = `comment-${key}`
  const comment = form.has(field) ? lines(form.get(field)).trim() || null : (known?.comment ?? null)
  return { text: lines(form.get(`text-${key}`)), comment }
}
