import type { RawBuilder } from 'kysely'
import { InvalidInputError, NoSuchRecordError, type FieldProblem } from '../base/errors.ts'
import { didYouMean, suggestNames } from '../base/suggest.ts'
import type { Scope } from '../base/roles.ts'
import { isUuid } from '../base/text.ts'
import { findNamed, namesIn, type Candidate, type Wanted } from '../db/find-named.ts'
import type { Db } from '../db/handles.ts'
import type { Principal } from './access/principal.ts'
import { ForbiddenError } from './errors.ts'
import { z } from './router.ts'

/** A kind of thing that callers name by its id or its natural name. */
export type Noun = {
  /** In messages, and as `x-reference` in the document. */
  name: string
  description: string
  example: string
  /**
   * Selects `id`, `name` and `key` (a name in lower case) of those that the principal may see:
   * others are as unknown as those that do not exist.
   */
  rows(principal: Principal): RawBuilder<unknown>
  /** Without this scope nothing of the noun may be named: its names would show what there is. */
  scope?: Scope
  /** The names that a text may be; the text itself without it. */
  namesIn?(text: string): readonly string[]
  /** Too many rows to search the ends of their ids, and for names that are near. */
  isLarge?: true
}

/** Nouns by their names: a text that waits for its row has the name alone. */
const nouns = new Map<string, Noun>()

/**
 * No text of a request has this character: PostgreSQL does not store it, and requests with it are
 * refused.
 */
const MARK = '\0'

const MAX_LENGTH = 200

/**
 * Returns what the document says about a parameter that names a noun, also where the operation
 * finds it by itself.
 */
export const describeReference = ({ name, description, example }: Omit<Noun, 'rows'>) =>
  ({ type: 'string', description, example, 'x-reference': name }) as const

/**
 * A parameter that names a noun: its id, or its name. What `run` gets is the id. An id stays as it
 * is, whether the row exists or not; names wait for `resolveReferences`.
 */
export function reference(noun: Noun) {
  nouns.set(noun.name, noun)
  return z
    .string()
    .min(1)
    .max(MAX_LENGTH)
    .transform((text) => {
      const plain = text.normalize('NFC').trim()
      return isUuid(plain) ? plain.toLowerCase() : `${MARK}${noun.name}${MARK}${plain}`
    })
    .openapi({ ...describeReference(noun), minLength: 1, maxLength: MAX_LENGTH })
}

type Waiting = { noun: string; text: string; field: string; isInPath: boolean }
type Parts = { params: unknown; query: unknown; body: unknown }

/**
 * Puts ids in place of the names in the input of a request, with one statement for each noun.
 * Throws NoSuchRecordError for a name in the path that nothing has, InvalidInputError
 * (`unknown_reference`) for one elsewhere, and AmbiguousReferenceError for a name that several
 * have.
 */
export async function resolveReferences<Input extends Parts>(
  input: Input,
  services: unknown,
  principal: Principal,
): Promise<Input> {
  const waiting = [
    ...waitingIn(input.params, true),
    ...waitingIn(input.query, false),
    ...waitingIn(input.body, false),
  ]
  if (waiting.length === 0) return input
  const { db } = services as { db: Db }
  const ids = new Map<string, string>()
  const problems: FieldProblem[] = []
  for (const [name, all = []] of Object.entries(Object.groupBy(waiting, ({ noun }) => noun))) {
    const noun = nouns.get(name)
    if (!noun) throw new Error(`no noun is called ${name}`)
    const found = await lookUp(db, noun, principal, all)
    for (const [text, id] of found.ids) ids.set(`${MARK}${name}${MARK}${text}`, id)
    problems.push(...found.problems)
  }
  refuse(problems)
  return withIds(input, ids) as Input
}

/** An input whose names have an id, in the order of its fields. */
function waitingIn(value: unknown, isInPath: boolean, path: readonly string[] = []): Waiting[] {
  if (typeof value === 'string') {
    if (!value.startsWith(MARK)) return []
    const [, noun = '', text = ''] = value.split(MARK)
    return [{ noun, text, field: path.join('.'), isInPath }]
  }
  return childrenOf(value).flatMap(([key, child]) => waitingIn(child, isInPath, [...path, key]))
}

function childrenOf(value: unknown): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return []
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
  return isPlain ? Object.entries(value) : []
}

/** The same value with ids for names; a list has each once. */
function withIds(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return ids.get(value) ?? value
  if (Array.isArray(value)) {
    const isNaming = value.some((each) => typeof each === 'string' && each.startsWith(MARK))
    const replaced = value.map((each) => withIds(each, ids))
    return isNaming ? [...new Set(replaced)] : replaced
  }
  const children = childrenOf(value)
  if (children.length === 0) return value
  return Object.fromEntries(children.map(([key, child]) => [key, withIds(child, ids)]))
}

async function lookUp(db: Db, noun: Noun, principal: Principal, waiting: readonly Waiting[]) {
  if (noun.scope !== undefined && !principal.scopes.includes(noun.scope))
    throw new ForbiddenError(noun.scope)
  const rows = noun.rows(principal)
  const texts = [...new Set(waiting.map(({ text }) => text))]
  const found = Map.groupBy(
    await findNamed(
      db,
      rows,
      texts.map((text) => wantedBy(noun, text)),
    ),
    ({ text }) => text,
  )
  const meant = new Map(texts.map((text) => [text, meantBy(found.get(text) ?? [])]))
  const isLacking = [...meant.values()].some((each) => each.length === 0)
  const near = isLacking && noun.isLarge !== true ? await namesIn(db, rows) : []
  const ids = new Map<string, string>()
  const problems: (FieldProblem & { isInPath: boolean })[] = []
  for (const each of waiting) {
    const [first, ...others] = meant.get(each.text) ?? []
    if (first && others.length === 0) ids.set(each.text, first.id)
    else if (first) problems.push(ambiguous(noun, each, [first, ...others]))
    else problems.push(unknown(noun, each, near))
  }
  return { ids, problems }
}

/** `…` or `...` before at least four of the last characters of an id. */
const ENDING = /^(?:…|\.\.\.)(.+)$/u
const ID_END = /^[0-9a-f-]{4,35}$/i

function wantedBy({ namesIn: namesOf, isLarge }: Noun, text: string): Wanted {
  const [, end] = ENDING.exec(text) ?? []
  const texts = end === undefined ? [text] : [text, end]
  const isEnd = isLarge !== true && end !== undefined && ID_END.test(end)
  return {
    text,
    names: texts.flatMap((each) => namesOf?.(each) ?? [each]),
    ending: isEnd ? end.toLowerCase() : null,
  }
}

/** Returns the candidates of the name, else those of the end; each once. */
function meantBy(candidates: readonly Candidate[]): Candidate[] {
  const named = candidates.filter(({ isName }) => isName)
  const chosen = named.length > 0 ? named : candidates
  return [...new Map(chosen.map((each) => [each.id, each])).values()]
}

const MAX_CANDIDATES = 10

function ambiguous({ name }: Noun, { text, field, isInPath }: Waiting, all: Candidate[]) {
  const candidates = all
    .slice(0, MAX_CANDIDATES)
    .map(({ id, name: label }) => ({ id, name: label }))
  const reason = `'${text}' names ${all.length} ${name}s: give the id of the one that you mean`
  return { field, isInPath, reason, code: 'ambiguous_reference' as const, candidates }
}

function unknown({ name }: Noun, { text, field, isInPath }: Waiting, near: readonly string[]) {
  const [suggestion] = suggestNames(text, near)
  const reason = `there is no ${name} '${text}'${didYouMean(text, near)}`
  const suggested = suggestion === undefined ? {} : { suggestion }
  return { field, isInPath, reason, code: 'unknown_reference' as const, ...suggested }
}

/** A name fits several rows; the problem has them. */
class AmbiguousReferenceError extends InvalidInputError {
  override readonly code = 'ambiguous_reference'
}

function refuse(all: readonly (FieldProblem & { isInPath?: boolean })[]): void {
  const [first] = all
  if (!first) return
  const lacking = all.find(({ code, isInPath }) => code === 'unknown_reference' && isInPath)
  if (lacking) throw new NoSuchRecordError(lacking.reason)
  const problems = all.map(({ isInPath: _isInPath, ...problem }) => problem)
  const message =
    all.length === 1 ? `${first.field}: ${first.reason}` : `${all.length} fields are faulty`
  if (all.some(({ code }) => code === 'ambiguous_reference'))
    throw new AmbiguousReferenceError(message, problems)
  throw new InvalidInputError(message, problems)
}
