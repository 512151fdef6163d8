import {
  EditConflictError,
  isUntouched,
  madeOf,
  type Made,
  type Texts,
} from '../../../../../console/edit-conflict.ts'
import { yesOrNo } from '../../../../../console/kit/form-fields.ts'
import type { FieldLabels } from '../../../../../console/parts/forms/conflict.ts'
import { languageName } from '../../../../../console/parts/language-name.ts'
import type { Slot } from './caption-slot.ts'
import type { Choices } from './choices.ts'
import { valuesOf, type ComposeValues } from './form-values.ts'
import type { Caption, Context, Post } from '../kit.ts'
import type { Targets } from './targets.ts'

const ticked = (is: boolean): string => (is ? 'on' : '')

/** The groups and accounts of a post as one text: a choice between two takes all of them. */
const targetsText = ({ groups, accounts }: Targets): string =>
  [groups, accounts].map((ids) => ids.toSorted((a, b) => a.localeCompare(b)).join(' ')).join('|')

/** Returns the groups and accounts of a colleague, where the form takes theirs. */
export function targetsOf(text: string): Targets {
  const [groups = [], accounts = []] = text
    .split('|')
    .map((ids) => ids.split(' ').filter((id) => id !== ''))
  return { groups, accounts }
}

/** The texts of the form of a post, which a colleague's are compared with. */
export const textsOf = (values: ComposeValues) => ({
  caption: values.caption,
  language: values.language ?? '',
  requires_review: ticked(values.requires_review),
  is_urgent: ticked(values.is_urgent),
  first_comment: values.first_comment,
  collaborators: values.collaborators,
  place: values.place,
  place_name: values.place_name,
  shares_to_feed: ticked(values.shares_to_feed),
  targets: targetsText(values),
})

const keyOf = ({ language, account_id: account }: Caption): string => language ?? account ?? ''

/** The texts of captions in other languages and of accounts, by the names of their fields. */
const captionTexts = (captions: readonly Caption[]): Texts =>
  Object.fromEntries(
    captions.flatMap((caption) => [
      [`text-${keyOf(caption)}`, caption.text],
      [`comment-${keyOf(caption)}`, caption.comment ?? ''],
    ]),
  )

/** The fields of captions that a form has, with their texts. */
export const captionsIn = (form: URLSearchParams): Texts =>
  Object.fromEntries([...form].filter(([name]) => /^(text|comment)-/.test(name)))

/** The texts of the fields of captions as they are stored; empty for one that is not written. */
export const storedFor = (names: readonly string[], captions: readonly Caption[]): Texts => {
  const stored = captionTexts(captions)
  return Object.fromEntries(names.map((name) => [name, stored[name] ?? '']))
}

const namesOf = (slots: readonly Slot[]): string[] =>
  slots.flatMap(({ key }) => [`text-${key}`, `comment-${key}`])

const captionsOf = (slots: readonly Slot[]): Caption[] =>
  slots.flatMap(({ caption }) => caption ?? [])

/** The row of the post itself, beside those of its captions by their keys. */
const POST = 'post'

/** Returns the origin of a form with several rows: its version is those of the rows by name. */
const madeOfRows = (versions: Readonly<Record<string, string>>, texts: Texts): Made =>
  madeOf(
    new URLSearchParams(
      Object.entries(versions).map(([row, tag]): [string, string] => [
        row,
        tag.replaceAll('"', ''),
      ]),
    ).toString(),
    texts,
  )

/** The version of a caption that is not written. */
const NOT_WRITTEN = '"none"'

const versionsOf = (slots: readonly Slot[]): Record<string, string> =>
  Object.fromEntries(slots.map(({ key, caption }) => [key, caption?.etag ?? NOT_WRITTEN]))

/** The origin of the form of a post with its captions: texts are compared, and not its files. */
export const originOf = (post: Post, version: string | null, slots: readonly Slot[]): Made =>
  madeOfRows(
    { [POST]: version ?? '', ...versionsOf(slots) },
    { ...textsOf(valuesOf(post)), ...storedFor(namesOf(slots), captionsOf(slots)) },
  )

/** The origin of the form of captions side by side. */
export const originOfCaptions = (slots: readonly Slot[]): Made =>
  madeOfRows(versionsOf(slots), storedFor(namesOf(slots), captionsOf(slots)))

/** The origin of a form for one of its rows: that of the post, or a caption by its key. */
export function madeForRow(made: Made, row: string = POST): Made {
  const version = new URLSearchParams(made.version).get(row)
  // A row that the form does not know has another version than the form's.
  return { ...made, version: version ?? made.version }
}

/** Adds to an origin what it lacks, such as a language that the post has by now. */
export const completed = (made: Made, whole: Made): Made => ({
  version: joined(whole.version, made.version),
  digests: joined(whole.digests, made.digests),
})

/** Returns values by name, of which later ones win. */
function joined(...texts: readonly string[]): string {
  const values = new URLSearchParams()
  for (const text of texts)
    for (const [name, value] of new URLSearchParams(text)) values.set(name, value)
  return values.toString()
}

/** The fields of a form that the person has changed; all, of a form that has no origin. */
export function touchedIn({ made, values, form }: SentForm): ReadonlySet<string> {
  const texts: Texts = { ...(values && textsOf(values)), ...captionsIn(form) }
  return new Set(Object.keys(texts).filter((name) => !isUntouched(made, name, texts[name] ?? '')))
}

export type SentForm = { made: Made; values?: ComposeValues; form: URLSearchParams }

/** A row that is saved by itself; undefined for the post. */
type RowToSave = { row?: string; save(): Promise<void> }

/**
 * Saves the rows of a form one by one. A colleague's change of one is no reason not to save the
 * others: all conflicts are thrown together at the end.
 */
export async function saveRows(made: Made, rows: readonly RowToSave[]): Promise<void> {
  const conflicts: EditConflictError[] = []
  let now = made
  for (const { row = POST, save } of rows) {
    try {
      await save()
    } catch (error) {
      if (!(error instanceof EditConflictError)) throw error
      conflicts.push(error)
      const version = new URLSearchParams({ [row]: error.made.version }).toString()
      now = completed({ version, digests: error.made.digests }, now)
    }
  }
  const [first] = conflicts
  if (first)
    throw new EditConflictError(
      first,
      conflicts.flatMap(({ fields }) => fields),
      now,
    )
}

/** The labels of the fields of a post and its captions. */
export function labelsOf(page: Context, slots: readonly Slot[], choices?: Choices): FieldLabels {
  const { t, language } = page
  const flag = (label: string) => ({ label, display: (text: string) => yesOrNo(language, text) })
  const named = (text: string): string => {
    const { groups, accounts } = targetsOf(text)
    return [
      ...(choices?.groups ?? []).filter(({ id }) => groups.includes(id)).map(({ name }) => name),
      ...(choices?.accounts ?? [])
        .filter(({ id }) => accounts.includes(id))
        .map(({ username }) => `@${username}`),
    ].join(', ')
  }
  return {
    caption: t('caption'),
    language: {
      label: t('language'),
      display: (text) => (text === '' ? t('language.asRead') : languageName(language, text)),
    },
    requires_review: flag(t('requiresReview')),
    is_urgent: flag(t('isUrgent')),
    first_comment: t('firstComment'),
    collaborators: t('extras.collaborators'),
    place: t('extras.place'),
    place_name: t('extras.placeName'),
    shares_to_feed: flag(t('extras.sharesToFeed')),
    targets: { label: t('editor.accounts'), display: named },
    ...Object.fromEntries(
      slots.flatMap(({ key, label }) => [
        [`text-${key}`, t('captionIn', { language: label })],
        [`comment-${key}`, t('language.comment', { language: label })],
      ]),
    ),
  }
}
