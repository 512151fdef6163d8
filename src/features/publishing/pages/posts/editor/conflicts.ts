import {
  conflictingFields,
  EditConflict,
  isUntouched,
  madeOf,
  type ConflictField,
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
const storedFor = (names: readonly string[], captions: readonly Caption[]): Texts => {
  const stored = captionTexts(captions)
  return Object.fromEntries(names.map((name) => [name, stored[name] ?? '']))
}

const namesOf = (slots: readonly Slot[]): string[] =>
  slots.flatMap(({ key }) => [`text-${key}`, `comment-${key}`])

const captionsOf = (slots: readonly Slot[]): Caption[] =>
  slots.flatMap(({ caption }) => caption ?? [])

/** The origin of the form of a post with its captions: texts are compared, and not its files. */
export const originOf = (post: Post, slots: readonly Slot[]): Made =>
  madeOf(post.updated_at, {
    ...textsOf(valuesOf(post)),
    ...storedFor(namesOf(slots), captionsOf(slots)),
  })

/** The origin of the form of captions side by side. */
export const originOfCaptions = (post: Post, slots: readonly Slot[]): Made =>
  madeOf(post.updated_at, storedFor(namesOf(slots), captionsOf(slots)))

/** The fields of a form that the person has changed; all, of a form that has no origin. */
const touchedIn = (made: Made, texts: Texts): Set<string> =>
  new Set(Object.keys(texts).filter((name) => !isUntouched(made, name, texts[name] ?? '')))

type Stored = { post: Post; captions: readonly Caption[] }
type Sent = { made: Made; values?: ComposeValues; form: URLSearchParams }

/**
 * Throws an EditConflict when a colleague has changed fields that the person has changed, too.
 * Returns the fields to save: one that the person has not touched stays as the colleague wrote it.
 */
export function fieldsToSave(
  { language }: Context,
  stored: Stored,
  { made, values, form }: Sent,
): ReadonlySet<string> {
  const captions = captionsIn(form)
  const mine: Texts = { ...(values && textsOf(values)), ...captions }
  const touched = touchedIn(made, mine)
  const theirs: Texts = {
    ...(values && textsOf(valuesOf(stored.post))),
    ...storedFor(Object.keys(captions), stored.captions),
  }
  const both = Object.fromEntries(Object.entries(theirs).filter(([name]) => touched.has(name)))
  const fields = made.version === '' ? [] : conflictingFields(made, mine, both)
  if (fields.length > 0) throw EditConflict.between(language, fields, afterChoice(made, fields))
  return touched
}

/** The origin of a form whose conflicts are shown: what was not touched is so still. */
function afterChoice({ version, digests }: Made, fields: readonly ConflictField[]): Made {
  const known = new URLSearchParams(digests)
  const theirs = fields.map(({ name, theirs: text }) => [name, text] as const)
  for (const [name, digest] of new URLSearchParams(
    madeOf(null, Object.fromEntries(theirs)).digests,
  ))
    known.set(name, digest)
  return { version, digests: known.toString() }
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
