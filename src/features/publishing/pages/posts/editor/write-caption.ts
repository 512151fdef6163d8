import type { AnswerOf, BodyOf } from '../../../../../console/api.ts'
import type { Made } from '../../../../../console/edit-conflict.ts'
import { saveVersion } from '../../../../../console/kit/save-version.ts'
import { isConfirmed } from './caption-slot.ts'
import { madeForRow, storedFor } from './conflicts.ts'
import type { Caption, Context, Post } from '../kit.ts'

type CaptionForm = {
  form: URLSearchParams
  made: Made
  /** The fields that the person has changed. */
  fields: ReadonlySet<string>
  /** Whether captions are confirmed by checkboxes; without them, writing one confirms it. */
  hasChecks: boolean
}
type Written = CaptionForm & { key: string; known: Caption | undefined }
type Captions = AnswerOf<'listPostCaptions'>

/**
 * Saves one caption of a form: writes it, removes an emptied one, or leaves it as it is. Throws an
 * EditConflictError when a colleague has changed the same field since the form was made.
 */
export async function writeCaption(
  { api }: Context,
  { id }: Post,
  written: Written,
): Promise<void> {
  const { key, form, fields, made } = written
  const params = { id, key }
  // A button is about the text that the person has read.
  const isButton = [form.get('still'), form.get('renew')].includes(key)
  const names = [`text-${key}`, `comment-${key}`].filter(
    (name) => form.has(name) && (isButton || fields.has(name)),
  )
  await saveVersion<Captions, void>({
    made: madeForRow(made, key),
    mine: Object.fromEntries(names.map((name) => [name, form.get(name) ?? ''])),
    textsOf: ({ data }) => storedFor(names, data),
    async save(ifMatch, present) {
      const known = present ? captionIn(present, key) : written.known
      const change = changeOf({ ...written, known }, present !== undefined)
      if (change === 'remove') await api.call('deletePostCaption', { params, ifMatch })
      else if (change) await api.call('putPostCaption', { params, ifMatch, body: change })
    },
  })
}

const captionIn = ({ data }: Captions, key: string): Caption | undefined =>
  data.find(({ language, account_id: account }) => (language ?? account) === key)

type Texts = { text: string; comment: string | null }

/** Returns what is to be stored; null for a caption that is as the form has it. */
function changeOf(
  written: Written,
  isChangedByOthers: boolean,
): BodyOf<'putPostCaption'> | 'remove' | null {
  const { form, key, known, hasChecks } = written
  const texts = textsIn(written)
  const isEmpty = texts.text.trim() === ''
  if (isEmpty || form.get('renew') === key) return known ? 'remove' : null
  const isStill = form.get('still') === key
  const isSame = isStored(texts, known)
  const isTicked = form.has(`confirmed-${key}`)
  const isRead = isSame && isChangedByOthers ? isConfirmed(known) : isTicked
  const confirmed = isStill || !hasChecks || isRead
  const isAsStored = isSame && !isStill && (!hasChecks || isRead === isConfirmed(known))
  return isAsStored ? null : { ...texts, confirmed }
}

const isStored = ({ text, comment }: Texts, known: Caption | undefined): boolean =>
  text === (known?.text ?? '') && comment === (known?.comment ?? null)

/** A field that was not touched has the text that is stored now. */
function textsIn({ form, fields, key, known }: Written): Texts {
  const lines = (name: string, stored: string | null | undefined): string =>
    fields.has(name) ? (form.get(name)?.replaceAll('\r\n', '\n') ?? '') : (stored ?? '')
  return {
    text: lines(`text-${key}`, known?.text),
    comment: lines(`comment-${key}`, known?.comment).trim() || null,
  }
}
