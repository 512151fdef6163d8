import { dayIn, endOfDay } from '../days.ts'
import { translator, type Language } from '../messages.ts'
import { area, field, checkboxField } from '../parts/forms/field.ts'
import { zoneName } from '../parts/zone-name.ts'
import { frameMessages } from '../words/frame.ts'
import type { Content, FeatureContext } from './context.ts'

type InputState = { name: string; value: string; fault: string | undefined }

/**
 * A field of a form: its markup, its value in a body, and its text for a stored value. `Sent` and
 * `Stored` are the types of the property in the body and in the answer.
 */
export type FormField<Key extends string, Sent, Stored = Sent> = {
  label(context: FeatureContext<Key>): string
  /** A text of the field for people, where its input shows something else. */
  display?(text: string, context: FeatureContext<Key>): string
  show(context: FeatureContext<Key>, state: InputState): Content
  read(text: string, context: FeatureContext<Key>): Sent
  format(stored: Stored, context: FeatureContext<Key>): string
}

type Labels<Key extends string> = { label: Key; hint?: Key }

const hintOf = <Key extends string>(
  { t, language, timeZone, now }: FeatureContext<Key>,
  { hint }: Labels<Key>,
) => hint && t(hint, { zone: zoneName(language, timeZone, now) })

export const textField = <Key extends string>(
  labels: Labels<Key> & { hasFocus?: true },
): FormField<Key, string> => ({
  label: ({ t }) => t(labels.label),
  show: (context, state) =>
    field({
      ...state,
      label: context.t(labels.label),
      hint: hintOf(context, labels),
      hasFocus: labels.hasFocus ?? false,
    }),
  read: (text) => text,
  format: (stored) => stored,
})

/** A text of several lines; null when empty. */
export const textArea = <Key extends string>(
  labels: Labels<Key> & { rows?: number },
): FormField<Key, string | null> => ({
  label: ({ t }) => t(labels.label),
  show: (context, state) =>
    area({
      ...state,
      label: context.t(labels.label),
      hint: hintOf(context, labels),
      rows: labels.rows ?? 3,
      isRequired: false,
    }),
  read: (text) => text.trim() || null,
  format: (stored) => stored ?? '',
})

export const checkbox = <Key extends string>({ label }: Labels<Key>): FormField<Key, boolean> => ({
  label: ({ t }) => t(label),
  display: (text, { language }) => yesOrNo(language, text),
  show: ({ t }, { name, value }) =>
    checkboxField({ name, label: t(label), isChosen: value === 'true' }),
  read: (text) => text === 'true',
  format: (stored) => (stored ? 'true' : ''),
})

/** The text of a checkbox for people. */
export const yesOrNo = (language: Language, text: string): string =>
  translator(language, frameMessages)(text === 'true' ? 'yes' : 'no')

const DAY = /^\d{4}-\d\d-\d\d$/

/**
 * A day, sent as its end in the time zone of the page; null when empty. Its hint may contain
 * `{zone}`.
 */
export const lastDay = <Key extends string>(
  labels: Labels<Key>,
): FormField<Key, string | null> => ({
  label: ({ t }) => t(labels.label),
  show: (context, state) =>
    field({
      ...state,
      type: 'date',
      label: context.t(labels.label),
      hint: hintOf(context, labels),
      isRequired: false,
    }),
  // The API refuses an invalid day, at its field.
  read: (text, { timeZone }) => (DAY.test(text) ? endOfDay(text, timeZone) : text || null),
  format: (stored, { timeZone }) => (stored === null ? '' : dayIn(new Date(stored), timeZone)),
})
