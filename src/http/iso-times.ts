type Iso<Value> = Value extends Date ? string : Value

/** A row that `isoTimes` shows as `View`; `Time` are the names of its times. */
export type RowOf<View, Time extends keyof View> = Omit<View, Time> & {
  [Name in Time]: View[Name] extends string ? Date : Date | null
}

/** A row as answers show it: its times as texts (ISO 8601, UTC), everything else as it is. */
export function isoTimes<Row extends object>(row: Row): { [Name in keyof Row]: Iso<Row[Name]> } {
  const shown = Object.entries(row).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Date ? value.toISOString() : value,
  ])
  return Object.fromEntries(shown) as { [Name in keyof Row]: Iso<Row[Name]> }
}
