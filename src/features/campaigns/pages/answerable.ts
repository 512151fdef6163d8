import type { Alert } from './kit.ts'

/** The alerts that a creator can do something about: a text for them is ready. */
export const ANSWERABLE: ReadonlySet<Alert['kind']> = new Set([
  'overdue',
  'not_labelled',
  'label_removed',
  'gone',
  'code_missing',
  'misspelt_mention',
  'comments_off',
])
