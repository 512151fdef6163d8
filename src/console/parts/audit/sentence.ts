import type { RowOf } from '../../api.ts'
import { MEMBER_STATUSES } from '../../../creators/member-status.ts'
import { messageOf, translator, type Language } from '../../messages.ts'
import { auditWords } from '../../words/audit.ts'
import { memberWords } from '../../words/members.ts'
import { taskType } from '../task-type.ts'

export type Entry = RowOf<'listAudit'>
type Subject = NonNullable<Entry['subject']>

/** The person or key that changed something. */
export function whoOf(language: Language, { principal, name, person }: Entry): string {
  const t = translator(language, auditWords)
  if (person !== null) return person
  if (principal.startsWith('user:')) return name
  if (principal.startsWith('token:')) return t('token', { name })
  return principal === 'service' ? t('service') : t('stranger')
}

/** Puts an act into words, without the names of operations; `entries` are equal acts. */
export function actOf(language: Language, entries: readonly [Entry, ...Entry[]]): string {
  const t = translator(language, auditWords)
  const [entry] = entries
  const to = changedTo(language, entry)
  const key = actKey(entry, to)
  const text = messageOf(language, auditWords, key) ?? t('unknownAct')
  const values = {
    it: thingsOf(language, entries),
    of: entry.parent === null ? t('named_other') : thing(language, entry.parent),
    to: to ?? '',
  }
  const act = text.replace(/\{(it|of|to)\}/g, (_, name: 'it' | 'of' | 'to') => values[name])
  // A sentence without a thing says how often it was done.
  const isCounted = entries.length > 1 && !text.includes('{it}')
  return isCounted ? t('times', { act, n: entries.length }) : act
}

function actKey({ action, status }: Entry, to: string | undefined): string {
  if (action === 'signIn' && status !== null && status >= 400) return 'did_signIn_failed'
  if (to === undefined) return `did_${action}`
  return action === 'changeUser' ? 'did_changeUser_role' : 'did_updateListMember_status'
}

/** The new status of a member of a list, or role of a user; undefined for other changes. */
function changedTo(language: Language, { action, after }: Entry): string | undefined {
  if (action === 'updateListMember') {
    const status = MEMBER_STATUSES.find((each) => each === after?.['status'])
    return status && translator(language, memberWords)(`is_${status}`)
  }
  const role = action === 'changeUser' ? after?.['role'] : undefined
  return typeof role === 'string' ? messageOf(language, auditWords, `role_${role}`) : undefined
}

/** Whether the sentence of an act names the thing that was changed. */
export const namesThing = (language: Language, entry: Entry): boolean =>
  messageOf(language, auditWords, actKey(entry, changedTo(language, entry)))?.includes('{it}') ??
  false

/** The most things that are named in one line. */
const MAX_NAMES = 3

/** One thing by its name, a few by theirs, many by their number. */
function thingsOf(language: Language, entries: readonly [Entry, ...Entry[]]): string {
  const t = translator(language, auditWords)
  const things = entries.flatMap(({ subject }) => subject ?? [])
  const [first] = things
  if (first === undefined) return t(entries[0].object === null ? 'erased' : 'named_other')
  const names = [...new Set(things.map((each) => thing(language, each)))]
  if (names.length === 1 && entries.length > 1 && first.name === null)
    return counted(language, first.kind, entries.length)
  if (names.length <= MAX_NAMES) return names.join(', ')
  return counted(language, first.kind, names.length)
}

const KINDS = Object.keys(auditWords.en).flatMap((key) =>
  key.startsWith('count_') ? [key.slice('count_'.length)] : [],
)
const kindOf = (kind: string): string => (KINDS.includes(kind) ? kind : 'other')

const counted = (language: Language, kind: string, n: number): string =>
  translator<string>(language, auditWords)(`count_${kindOf(kind)}`, { n })

function thing(language: Language, { kind, name }: Subject): string {
  const known = kindOf(kind)
  if (name === null) return counted(language, known, 1)
  const isType = kind === 'task_type' || kind === 'job'
  const text = messageOf(language, auditWords, `named_${known}`) ?? ''
  const label = isType ? taskType(language, name) : name
  return text.replace('{name}', () => label)
}
