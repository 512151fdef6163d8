type Iso<Value> = Value extends Date ? string : Value

/** A row that `isoTimes` shows as `View`; `Time` names its time fields. */
export type RowOf<View, Time extends keyof View> = Omit<View, Time> & {
  [Name in Time]: View[Name] extends string ? Date : Date | null
}

/** Returns a row as answers show it: times as texts (ISO 8601, UTC), everything else unchanged. */
export function isoTimes<Row extends object>(row: Row): { [Name in keyof Row]: Iso<Row[Name]> } {
  const entries = Object.entries(row).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Date ? value.toISOString() : value,
  ])
  return Object.fromEntries(entries) as { [Name in keyof Row]: Iso<Row[Name]> }
}
