import { refusable } from '../../../../../console/kit/refusable.ts'
import type { BodyOf } from '../../../../../console/api.ts'
import type { Made, Texts } from '../../../../../console/edit-conflict.ts'
import { madeAfter, readEditForm, saveVersion } from '../../../../../console/kit/save-version.ts'
import { goTo } from '../../../../../console/page.ts'
import { readChoices } from './choices.ts'
import { compose } from './compose.ts'
import { captionsIn, madeForRow, saveRows, targetsOf, textsOf, touchedIn } from './conflicts.ts'
import { valuesOf, type ComposeValues } from './form-values.ts'
import { createDraft, editorPath, isNew, queryOf, readDraft } from './draft.ts'
import { bodyOfExtras, readExtras } from './extras.ts'
import { changed, saveMedia } from './files.ts'
import { addressOfStep } from '../frame.ts'
import type { Context, Post } from '../kit.ts'
import { isEditable } from '../read.ts'
import { targetsIn } from './targets.ts'
import { writeCaption } from './write-caption.ts'

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
async function save(page: Context, post: Post, sent: Sent): Promise<string> {
  const { api } = page
  const { values, form, made } = sent
  if (isNew(post)) return await create(page, post, sent)
  const params = { id: post.id }
  const { data: captions } = await api.call('listPostCaptions', { params })
  const fields = touchedIn(sent)
  const asIs = asIsOf(post, form)
  const body = { ...withFields(bodyOf(values, post), fields), ...(asIs && { as_is: asIs }) }
  const keys = [...form.keys()].flatMap((name) => /^text-(.+)$/.exec(name)?.[1] ?? [])
  await saveRows(made, [
    { save: async () => await saveFields(page, post.id, { sent, fields, body }) },
    ...keys.map((key) => ({
      row: key,
      async save() {
        const known = captions.find(
          ({ language, account_id: account }) => (language ?? account) === key,
        )
        await writeCaption(page, post, { form, made, fields, key, known, hasChecks: false })
      },
    })),
  ])
  const [at = '', ...act] = form.get('file')?.split(' ') ?? []
  if (at !== '') await saveMedia(page, post.id, changed(post.media, Number(at), act.join(' ')))
  if (form.get('act') === 'translate' || form.has('renew'))
    await api.call('translatePost', { params })
  return post.id
}

type Change = { sent: Sent; fields: ReadonlySet<string>; body: Partial<NewPost> }

/** Saves fields unless a colleague has changed the same ones since the form was made. */
async function saveFields({ api }: Context, id: string, { sent, fields, body }: Change) {
  if (Object.keys(body).length === 0) return
  const params = { id }
  const textsIn = (values: ComposeValues): Texts =>
    Object.fromEntries(Object.entries(textsOf(values)).filter(([name]) => fields.has(name)))
  await saveVersion({
    made: madeForRow(sent.made),
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
