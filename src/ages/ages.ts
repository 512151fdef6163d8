/** A fact as shown in the docs and in the list of facts due for a check. */
export type Row = {
  /** The subject of the fact: a version, a model, a limit. */
  name: string
  /** The value in words. */
  formatted: string
  /** Day (UTC, YYYY-MM-DD) of the source's version that the value was last compared with. */
  checkedOn: string
  source: string
  /** Kind of the alert that gramd raises when the fact no longer holds; null without one. */
  alert: string | null
  /** Other places that show when it no longer holds. */
  pages: string
  remedy: string
  /** Day (UTC, YYYY-MM-DD) on which it ends; null while none is announced. */
  endsOn: string | null
}

/** A fact about the outside world that ages, with the value that gramd uses. */
type Fact<Value> = Row & { value: Value }

/** Facts of one subject, by their names. */
export type Ages<Value, Name extends string = string> = {
  title: string
  /** How gramd uses them. */
  about: string
  facts: Readonly<Record<Name, Fact<Value>>>
}

/** The defaults of all facts of a subject; a fact may have its own date, source and remedy. */
type Common = Pick<Row, 'checkedOn' | 'source' | 'alert' | 'pages' | 'remedy'>

type Subject<Value> = Common & {
  title: string
  about: string
  show: (value: Value) => string
}

type AgeValue<Value> = { value: Value; endsOn?: string } & Partial<Common>

/** Declares the facts of a subject, each complete. */
export function ages<Value, Name extends string>(
  subject: Subject<Value>,
  values: Readonly<Record<Name, AgeValue<Value>>>,
): Ages<Value, Name>
export function ages<Value>(
  { title, about, show, ...common }: Subject<Value>,
  values: Readonly<Record<string, AgeValue<Value>>>,
): Ages<Value> {
  const facts = Object.entries(values).map(([name, { value, endsOn = null, ...own }]) => {
    const fact: Fact<Value> = { name, value, formatted: show(value), ...common, ...own, endsOn }
    return [name, fact] as const
  })
  return { title, about, facts: Object.fromEntries(facts) }
}

/** Finds a fact by a name that may come from outside; null when there is none. */
export const factOf = <Value>({ facts }: Ages<Value>, name: string): Fact<Value> | null =>
  Object.hasOwn(facts, name) ? (facts[name] ?? null) : null

export const rowsOf = ({ facts }: Ages<unknown>): Row[] => Object.values(facts)

const DAY_MS = 86_400_000

/** Returns whole days from `day` (YYYY-MM-DD, UTC) to `now`; negative for a future day. */
export const daysSince = (day: string, now: Date): number =>
  Math.floor((now.getTime() - Date.parse(day)) / DAY_MS)

/** Returns the day (YYYY-MM-DD, UTC) that is `days` after `day`. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
