import { refusable } from '../../../../../console/kit/refusable.ts'
import type { BodyOf } from '../../../../../console/api.ts'
import type { Made, Texts } from '../../../../../console/edit-conflict.ts'
import { madeAfter, readEditForm, saveVersion } from '../../../../../console/kit/save-version.ts'
import { goTo } from '../../../../../console/page.ts'
import { readChoices } from './choices.ts'
import { compose } from './compose.ts'
import { captionsIn, fieldsToSave, targetsOf, textsOf } from './conflicts.ts'
import { valuesOf, type ComposeValues } from './form-values.ts'
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
  const theirs = form.get('targets')
  if (theirs !== null) return { ...written(form), ...targetsOf(theirs) }
  const sent = { groups: form.getAll('group'), accounts: form.getAll('account') }
  const targets = form.has('listed') ? targetsIn(form, post, await readChoices(page, sent)) : sent
  return { ...written(form), ...targets }
}

const written = (form: URLSearchParams) => ({
  caption: lines(form.get('caption')),
  language: form.get('language') || null,
  requires_review: form.has('requires_review'),
  is_urgent: form.has('is_urgent'),
  first_comment: lines(form.get('first_comment')).trim(),
  ...readExtras(form),
})

type NewPost = BodyOf<'createPost'>

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

/** The fields of a body that each field of the form is saved in, where their names differ. */
const SAVED_IN: Readonly<Record<string, readonly string[]>> = {
  targets: ['groups', 'accounts'],
  place: ['location'],
  place_name: ['location'],
}

const withFields = (body: NewPost, fields: ReadonlySet<string>): Partial<NewPost> => {
  const names = new Set([...fields].flatMap((name) => SAVED_IN[name] ?? [name]))
  return Object.fromEntries(Object.entries(body).filter(([name]) => names.has(name)))
}

/** Saves all that the page has, and continues as the button says. */
export async function savePost(page: Context): Promise<Response> {
  const { form, made } = await readEditForm(page)
  const post = await readDraft(page)
  if (!isEditable(post)) return goTo(page, editorPath(post.id))
  const values = await readValues(page, form, post)
  const shows = form.get('as')
  if (isNew(post) && isBlank(values))
    return goTo(page, `${editorPath(post.id)}${queryOf(page, post)}`)
  const { answer: id, refusal } = await refusable(
    save(page, post, { values, form, made }),
    REFUSALS,
  )
  if (refusal) {
    const again = { values, captions: captionsIn(form), made: madeAfter(made, refusal) }
    return await compose(page, post, { ...again, error: refusal })
  }
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

type Sent = { values: ComposeValues; form: URLSearchParams; made: Made }

/** Saves the post, its other captions, and the act of a button. Returns its id. */
async function save(page: Context, before: Post, sent: Sent): Promise<string> {
  const { api } = page
  const { values, form } = sent
  if (isNew(before)) return await create(page, before, sent)
  const params = { id: before.id }
  const { answer: post, version } = await api.versioned('getPost', { params })
  const { data: captions } = await api.call('listPostCaptions', { params })
  const fields = fieldsToSave(page, { post, captions }, sent)
  const asIs = asIsOf(post, form)
  const body = { ...withFields(bodyOf(values, post), fields), ...(asIs && { as_is: asIs }) }
  if (Object.keys(body).length > 0) await saveFields(page, post.id, { sent, version, fields, body })
  await saveCaptions(page, post, { captions, form, fields })
  const [at = '', ...act] = form.get('file')?.split(' ') ?? []
  if (at !== '') await saveMedia(page, post.id, changed(post.media, Number(at), act.join(' ')))
  if (form.get('act') === 'translate' || form.has('renew'))
    await api.call('translatePost', { params })
  return post.id
}

type Change = {
  sent: Sent
  version: string | null
  fields: ReadonlySet<string>
  body: Partial<NewPost>
}

/** Saves fields unless a colleague has changed the same ones since they were compared. */
async function saveFields({ api }: Context, id: string, change: Change) {
  const { sent, version, fields, body } = change
  const params = { id }
  const textsIn = (values: ComposeValues): Texts =>
    Object.fromEntries(Object.entries(textsOf(values)).filter(([name]) => fields.has(name)))
  await saveVersion({
    made: { ...sent.made, version: version?.replaceAll('"', '') ?? '' },
    mine: textsIn(sent.values),
    textsOf: (row: Post) => textsIn(valuesOf(row)),
    save: async (ifMatch) => await api.call('updatePost', { params, ifMatch, body }),
  })
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
async function saveCaptions(page: Context, { id }: Post, { captions, ...sent }: WrittenCaptions) {
  const keys = [...sent.form.keys()].flatMap((name) => /^text-(.+)$/.exec(name)?.[1] ?? [])
  for (const key of keys) {
    const known = captions.find(
      ({ language, account_id: account }) => (language ?? account) === key,
    )
    await saveCaption(page, id, { ...sent, key, known })
  }
}

type CaptionForm = { form: URLSearchParams; fields: ReadonlySet<string> }
type WrittenCaptions = CaptionForm & { captions: readonly Caption[] }
type Written = CaptionForm & { key: string; known: Caption | undefined }

async function saveCaption({ api }: Context, id: string, written: Written): Promise<void> {
  const { key, known, form } = written
  const params = { id, key }
  const body = captionIn(written)
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

/** A field that was not touched has the text that is stored now. */
function captionIn({ form, fields, key, known }: Written) {
  const [text, comment] = [`text-${key}`, `comment-${key}`]
  return {
    text: fields.has(text) ? lines(form.get(text)) : (known?.text ?? ''),
    comment: fields.has(comment)
      ? lines(form.get(comment)).trim() || null
      : (known?.comment ?? null),
  }
}
