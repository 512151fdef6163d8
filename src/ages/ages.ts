/** A fact as the page of docs and the list of what is due for a check show it. */
export type Row = {
  /** What the fact is about: a version, a model, a limit. */
  name: string
  /** The value in words. */
  shown: string
  /** Day (UTC, YYYY-MM-DD) of the state of the source with which the value was last compared. */
  checkedOn: string
  source: string
  /** Kind of the alert that gramd raises when the fact no longer holds; null where there is none. */
  alert: string | null
  /** Where else a person reads that it no longer holds. */
  shownBy: string
  remedy: string
  /** Day (UTC, YYYY-MM-DD) on which it ends; null while none is announced. */
  endsOn: string | null
}

/** A fact about the world outside that ages, with the value that gramd works with. */
type Fact<Value> = Row & { value: Value }

/** Facts of one subject, by their names. */
export type Ages<Value, Name extends string = string> = {
  title: string
  /** What gramd does with them. */
  about: string
  facts: Readonly<Record<Name, Fact<Value>>>
}

/** What all facts of a subject have in common; a fact may have its own date, source and remedy. */
type Common = Pick<Row, 'checkedOn' | 'source' | 'alert' | 'shownBy' | 'remedy'>

type Subject<Value> = Common & {
  title: string
  about: string
  show: (value: Value) => string
}

type Given<Value> = { value: Value; endsOn?: string } & Partial<Common>

/** The facts of a subject, each complete. */
export function ages<Value, Name extends string>(
  subject: Subject<Value>,
  given: Readonly<Record<Name, Given<Value>>>,
): Ages<Value, Name>
export function ages<Value>(
  { title, about, show, ...common }: Subject<Value>,
  given: Readonly<Record<string, Given<Value>>>,
): Ages<Value> {
  const facts = Object.entries(given).map(([name, { value, endsOn = null, ...own }]) => {
    const fact: Fact<Value> = { name, value, shown: show(value), ...common, ...own, endsOn }
    return [name, fact] as const
  })
  return { title, about, facts: Object.fromEntries(facts) }
}

/** The fact with a name that may come from outside; null when there is none. */
export const factOf = <Value>({ facts }: Ages<Value>, name: string): Fact<Value> | null =>
  Object.hasOwn(facts, name) ? (facts[name] ?? null) : null

export const rowsOf = ({ facts }: Ages<unknown>): Row[] => Object.values(facts)

const DAY_MS = 86_400_000

/** Whole days from `day` (YYYY-MM-DD, UTC) to `now`; negative when it is still to come. */
export const daysSince = (day: string, now: Date): number =>
  Math.floor((now.getTime() - Date.parse(day)) / DAY_MS)

/** The day (YYYY-MM-DD, UTC) that is `days` after `day`. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
