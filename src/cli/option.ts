import { didYouMean } from '../base/suggest.ts'
import { readDay, readMoment } from './moment.ts'
import { UsageError } from './usage-error.ts'

/** An option of a command: its line in the help and its parser in one. */
export type Option<Value = unknown> = {
  /** The placeholder for its value in the help; absent for a switch. */
  readonly value?: string
  readonly about: string
  /** The field's name in the API, where that is not the option's name with underscores. */
  readonly field?: string
  readonly required?: true
  /** One letter that says the same, such as `f` for -f. */
  readonly short?: string
  /** May be given several times: `read` gives the values of one, which are put together. */
  readonly repeats?: true
  /** Throws a UsageError that says what was expected, without the option's name. */
  read(text: string, now: Date): Value
}

/** A word after the command. */
export type Argument = {
  /** The name as in the help, such as `ID`. */
  readonly name: string
  readonly about: string
  /** The field's name in the API. */
  readonly field?: string
  readonly optional?: true
  /** Takes all words that are left; only the last argument may. */
  readonly many?: true
  /** Throws a UsageError that says what was expected, without the argument's name. */
  read?(text: string): unknown
}

/** Options by name, without the two dashes. */
export type Options = Readonly<Record<string, Option>>

/** The parsed options; undefined where one was left out, false for a switch. */
export type ValuesOf<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends Switch
    ? boolean
    : O[Name] extends Option<infer Value>
      ? Value | undefined
      : never
}

export type Switch = Option<true> & { readonly isSwitch: true }

export const flag = (about: string, short?: string): Switch => ({
  about,
  isSwitch: true,
  ...(short === undefined ? {} : { short }),
  read: () => true,
})

export const text = (value: string, about: string): Option<string> => ({
  value,
  about,
  read: (input) => input,
})

export const texts = (value: string, about: string): Option<string[]> => ({
  value: `${value},…`,
  about,
  read: splitList,
})

/** One value each time that it is given. */
export const repeated = <Value>(option: Option<Value>): Option<Value[]> => ({
  ...option,
  repeats: true,
  read: (input, now) => [option.read(input, now)],
})

const splitList = (input: string): string[] =>
  input
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

/** More names than these are in the documents, not in a help or an error. */
export const MAX_NAMED = 30

function readChoice<Name extends string>(input: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === input.toLowerCase())
  if (found !== undefined) return found
  const known =
    names.length > MAX_NAMED
      ? `one of ${names.length} names`
      : names.length === 1
        ? names.join('')
        : `one of ${names.join(', ')}`
  throw new UsageError(`expected ${known}, not '${input}'${didYouMean(input, names)}`)
}

export const choice = <const Name extends string>(
  names: readonly Name[],
  about: string,
): Option<Name> => ({
  value: names.length <= 4 ? names.join('|') : 'NAME',
  about: names.length <= 4 ? about : `${about}: ${names.join(', ')}`,
  read: (input) => readChoice(input, names),
})

export const choices = <const Name extends string>(
  names: readonly Name[],
  about: string,
): Option<Name[]> => ({
  value: 'NAME,…',
  about: `${about}: ${names.join(', ')}`,
  read: (input) => splitList(input).map((name) => readChoice(name, names)),
})

/** Where leaving it out means that nothing changes. */
export const onOff = (about: string): Option<boolean> => ({
  value: 'on|off',
  about,
  read(input) {
    if (input === 'on' || input === 'true' || input === 'yes') return true
    if (input === 'off' || input === 'false' || input === 'no') return false
    throw new UsageError(`expected on or off, not '${input}'`)
  },
})

/** The digits of a number, as people write them: `12000`, `12_000`, `12,000`, `12k`, `1.5m`. */
function readNumber(input: string): number {
  const [, digits = '', unit = ''] =
    /^([-+]?[\d_]*(?:,\d{3})*(?:\.\d+)?)([km]?)$/i.exec(input) ?? []
  const plain = digits.replaceAll(/[_,]/g, '')
  if (!/\d/.test(plain)) throw new UsageError(`expected a number in digits, not '${input}'`)
  return Number(plain) * ({ '': 1, k: 1_000, m: 1_000_000 }[unit.toLowerCase()] ?? 1)
}

/** A whole number between two limits. */
export const whole = (
  about: string,
  { min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number } = {},
): Option<number> => ({
  value: 'N',
  about,
  read(input) {
    const number = readNumber(input)
    if (!Number.isSafeInteger(number))
      throw new UsageError(`expected a whole number, not '${input}'`)
    if (number < min || number > max)
      throw new UsageError(
        max === Number.MAX_SAFE_INTEGER
          ? `expected ${min} or more, not ${input}`
          : `expected ${min} to ${max}, not ${input}`,
      )
    return number
  },
})

/** Any number; `3%` is 0.03. */
export const fraction = (about: string): Option<number> => ({
  value: 'N|N%',
  about,
  read: (input) =>
    input.endsWith('%') ? readNumber(input.slice(0, -1).trim()) / 100 : readNumber(input),
})

/** A moment: a day, a day with a time, or a time of RFC 3339. */
export const moment = (about: string, edge: 'begin' | 'end' = 'begin'): Option<string> => ({
  value: 'WHEN',
  about: `${about}, as in 2026-12-31 or '2026-12-31 18:00' in your time zone`,
  read: (input) => readMoment(input, edge),
})

/** Returns an option for which `''` removes the value, which is null for the API. */
export const orNone = <Value>(option: Option<Value>): Option<Value | null> => ({
  ...option,
  about: `${option.about}; '' takes it away`,
  read: (input, now) => (input === '' ? null : option.read(input, now)),
})

export const day = (about: string): Option<string> => ({
  value: 'DAY',
  about,
  read(input, now) {
    const back = { today: 0, yesterday: 1 }[input.toLowerCase()]
    if (back !== undefined)
      return new Date(now.getTime() - back * 86_400_000).toISOString().slice(0, 10)
    return readDay(input)
  },
})
