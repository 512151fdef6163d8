import { createHash } from 'node:crypto'
import { ProblemError, type LastChange } from './user-client.ts'

/** The texts of the fields of a form, by name; that of a checkbox that is not ticked is empty. */
export type Texts = Readonly<Record<string, string>>

/** The origin of a form: the version of its row, and a digest of each text. */
export type Made = { version: string; digests: string }

/** A field that a colleague has changed since the form was made. */
export type ConflictField = {
  name: string
  mine: string
  theirs: string
  /** The person has not touched the field: the colleague's text is what they would want. */
  isUntouched: boolean
  /** Its last change; null where it is not known. */
  change: LastChange | null
}

const DIGEST_LENGTH = 8

const plain = (text: string): string => text.replaceAll('\r\n', '\n').trim()

const digestOf = (text: string): string =>
  createHash('sha256').update(plain(text)).digest('base64url').slice(0, DIGEST_LENGTH)

export const madeOf = (version: string | null, texts: Texts): Made => ({
  // Without its quotation marks, which every strong tag has.
  version: version?.replaceAll('"', '') ?? '',
  digests: new URLSearchParams(
    Object.entries(texts).map(([name, text]): [string, string] => [name, digestOf(text)]),
  ).toString(),
})

/** Returns what a form says that it was made of. */
export const madeIn = (form: URLSearchParams): Made => ({
  version: form.get('version') ?? '',
  digests: form.get('made') ?? '',
})

/** The row was changed since the form was made; the person chooses field by field. */
export class EditConflictError extends ProblemError {
  readonly fields: readonly ConflictField[]
  /** The origin of the form now. */
  readonly made: Made

  constructor({ problem, language }: ProblemError, fields: readonly ConflictField[], made: Made) {
    // Its only fault is about the header, which no form has.
    super({ ...problem, errors: [] }, language)
    this.fields = fields
    this.made = made
  }
}

/** Whether a field has the text that the form was made of. */
export const isUntouched = ({ digests }: Made, name: string, text: string): boolean =>
  new URLSearchParams(digests).get(name) === digestOf(text)

/** Compares the texts of a form with those of the row as it is now. */
export function conflictingFields(
  made: Made,
  mine: Texts,
  theirs: Texts,
  change: LastChange | null = null,
): ConflictField[] {
  const before = new URLSearchParams(made.digests)
  return Object.entries(theirs).flatMap(([name, text]) => {
    const own = mine[name] ?? ''
    const isSame = plain(own) === plain(text) || before.get(name) === digestOf(text)
    if (isSame) return []
    return [
      { name, mine: own, theirs: text, isUntouched: before.get(name) === digestOf(own), change },
    ]
  })
}

const THEIRS = 'theirs.'

/** The name of the choice between both texts of a field, and that of the colleague's text. */
export const choiceName = (field: string): string => `choose.${field}`
export const theirsName = (field: string): string => `${THEIRS}${field}`

/** Returns the form as the person chose: a colleague's text is in place of theirs. */
export function withChoices(form: URLSearchParams): URLSearchParams {
  const chosen = new URLSearchParams(form)
  for (const [name, text] of form) {
    const field = name.slice(THEIRS.length)
    if (!name.startsWith(THEIRS) || form.get(choiceName(field)) !== 'theirs') continue
    if (text === '') chosen.delete(field)
    else chosen.set(field, text)
  }
  return chosen
}
