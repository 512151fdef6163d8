import type { ApiClient } from './api-client.ts'
import type { Command, Described, Input, Tools, View } from './command.ts'
import type { FieldInfos, OperationInfo } from './operation-info.ts'
import {
  isForPeople,
  optionOf,
  PAGE_NAMES,
  wordReader,
  type FieldOption,
} from './operation-option.ts'
import {
  callOperation,
  operationInfo,
  requestOf,
  type FieldOf,
  type OperationValues,
  type OperationName,
  type Request,
} from './operation-request.ts'
import type { Argument, Option, Options, ValuesOf } from './option.ts'

/** The input of a command: words in order, own options, and the fields of the operation by name. */
export type OperationInput<Name extends OperationName, Own extends Options = Options> = {
  readonly words: readonly string[]
  readonly options: ValuesOf<Own>
  readonly fields: OperationValues<Name>
}

/** The call of the operation with what was typed; `values` go before that. */
export type OperationCall<Name extends OperationName> = {
  readonly api: ApiClient
  /** `raw` is a body that the command has made. */
  send(values?: OperationValues<Name>, raw?: FormData): Promise<unknown>
  request(values?: OperationValues<Name>): Promise<Request>
}

type Declared<Name extends OperationName, Own extends Options> = {
  /** The words that call it, such as `lists create`. */
  readonly name: string
  readonly summary: string
  /** Fields that are words, in order. Parameters of the path are words unless they are options. */
  readonly words?: { readonly [Field in FieldOf<Name>]?: Partial<Argument> }
  /** Words after those, which are no fields. */
  readonly ownWords?: readonly Argument[]
  /**
   * The options of fields: a line of the help, or more; false for a field without an option. The
   * other fields have options too, as the operation describes them. False where no field has one.
   */
  readonly options?: false | { readonly [Field in FieldOf<Name>]?: string | FieldOption | false }
  /** Options that are no fields. */
  readonly own?: Own
  readonly isOpen?: true
  /** Values that the command makes of what was typed; they go before it. */
  values?(
    input: OperationInput<Name, Own>,
    api: ApiClient,
  ): OperationValues<Name> | Promise<OperationValues<Name>>
  /** Calls the operation, where sending it once is not all; returns the answer for programs. */
  run?(call: OperationCall<Name>, input: OperationInput<Name, Own>, tools: Tools): Promise<unknown>
  readonly view?: Omit<View, 'says'> & {
    says?(answer: unknown, input: OperationInput<Name, Own>): string
  }
  /** The question that `--yes` answers; undefined where this input needs none. */
  confirm?(input: OperationInput<Name, Own>): string | undefined
}

type NoOwn = Readonly<Record<string, never>>

/**
 * Declares a command that calls an operation: its path, its words and options, what they may be,
 * and which of them a fault is about come from the operation.
 */
export function operationCommand<Name extends OperationName, const Own extends Options = NoOwn>(
  operation: Name,
  declared: Declared<Name, Own>,
): Command {
  const info = operationInfo(operation)
  const words = wordsOf(info, declared)
  const fieldOptions = optionsOf(info, declared, new Set(words.map(({ field }) => field)))
  const inputOf = (input: Input): OperationInput<Name, Own> => ({
    words: input.words,
    // The parsers of the options are those that `Own` declares.
    options: input.options as ValuesOf<Own>,
    fields: fieldsIn(input, words, fieldOptions) as OperationValues<Name>,
  })
  const { confirm, view, run, values } = declared
  return {
    ...described(declared, [...words, ...(declared.ownWords ?? [])], {
      ...fieldOptions,
      ...declared.own,
    }),
    ...(confirm && { confirm: (input: Input) => confirm(inputOf(input)) }),
    ...(declared.isOpen && { isOpen: true as const }),
    ...(view && { view: viewOf(view, inputOf) }),
    async run(api, typed, tools) {
      const input = inputOf(typed)
      const sent = { ...input.fields, ...(await values?.(input, api)) }
      const call: OperationCall<Name> = {
        api,
        send: async (more, raw) => await callOperation(api, operation, { ...sent, ...more }, raw),
        request: async (more) => await requestOf(operation, { ...sent, ...more }),
      }
      return await (run ? run(call, input, tools) : call.send())
    },
  }
}

/** The option of a field of another operation, for a command that calls several. */
export const fieldOption = <Name extends OperationName>(
  operation: Name,
  field: FieldOf<Name>,
  overrides: FieldOption,
): Option => {
  const info = operationInfo(operation)
  const found = fieldsOf(info)[field]
  if (!found) throw new Error(`${operation} has no field ${field}`)
  return optionOf(field, found, overrides, canClear(info))
}

type Word = Argument & { readonly field: string }
type Said = Readonly<Record<string, string | FieldOption | false | undefined>>

const fieldsOf = (info: OperationInfo): FieldInfos => ({
  ...info.params,
  ...info.query,
  ...info.body,
})

/** Where something is stored already, a value of it can be taken away. */
const canClear = ({ method }: OperationInfo): boolean => method === 'PATCH' || method === 'PUT'

function described(
  { name, summary }: Pick<Described, 'name' | 'summary'>,
  words: readonly Argument[],
  options: Options,
): Described {
  return {
    name,
    summary,
    ...(words.length > 0 && { words }),
    ...(Object.keys(options).length > 0 && { options }),
  }
}

type WordsSaid = Readonly<Record<string, Partial<Argument> | undefined>>

function wordsOf(
  info: OperationInfo,
  { words = {}, options }: { words?: WordsSaid; options?: Said | false },
): Word[] {
  const fields = fieldsOf(info)
  const params = Object.keys(info.params ?? {}).filter(
    (name) => !Object.hasOwn(options || {}, name) && !Object.hasOwn(words, name),
  )
  return [...params, ...Object.keys(words)].map((field) => {
    const { about = '', ...info } = fields[field] ?? { type: 'text' }
    const read = wordReader(info)
    return {
      name: field.toUpperCase().replaceAll('_', '-'),
      about,
      ...(read && { read: info.nullable ? orNull(read) : read }),
      ...words[field],
      field,
    }
  })
}

/** An empty word takes a value away. */
const orNull =
  (read: (text: string) => unknown) =>
  (text: string): unknown =>
    text === '' ? null : read(text)

function optionsOf(
  info: OperationInfo,
  { options = {} }: { options?: Said | false },
  taken: ReadonlySet<string>,
): Options {
  if (options === false) return {}
  const fields = fieldsOf(info)
  const said = Object.keys(options)
  const others = Object.keys({ ...info.query, ...info.body }).filter(
    (name) => !said.some((each) => `${name}.`.startsWith(`${each}.`)) && !taken.has(name),
  )
  const ordered = [
    ...said,
    ...others.filter((name) => !PAGE_NAMES.includes(name)),
    ...others.filter((name) => PAGE_NAMES.includes(name)),
  ]
  return Object.fromEntries(
    ordered.flatMap((field) => {
      const [about, more] = [fields[field], options[field]]
      if (!about || more === false || (more === undefined && !isForPeople(field, about))) return []
      const overrides = typeof more === 'string' ? { about: more } : (more ?? {})
      return [
        [nameOf(field, overrides), optionOf(field, about, overrides, canClear(info))] as const,
      ]
    }),
  )
}

const nameOf = (field: string, { option }: FieldOption): string =>
  option ?? (field.split('.').at(-1) ?? field).replaceAll('_', '-')

/** Typed values by field; a switch that was not given is undefined. */
function fieldsIn(
  { words, options }: Input,
  named: readonly Word[],
  declared: Options,
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {}
  for (const [place, { field, many, read = asTyped }] of named.entries()) {
    const [word, all] = [words[place], words.slice(place)]
    if (word !== undefined) values[field] = many ? all.map(read) : read(word)
  }
  for (const [name, option] of Object.entries(declared)) {
    const value = options[name]
    values[option.field ?? name] = value === false && isSwitch(option) ? undefined : value
  }
  return values
}

const asTyped = (word: string): unknown => word

const isSwitch = (option: Option): boolean => option.value === undefined

function viewOf<Name extends OperationName, Own extends Options>(
  { says, ...view }: NonNullable<Declared<Name, Own>['view']>,
  inputOf: (input: Input) => OperationInput<Name, Own>,
): View {
  return {
    ...view,
    ...(says && { says: (answer: unknown, input: Input) => says(answer, inputOf(input)) }),
  }
}
