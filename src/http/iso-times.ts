type Iso<Value> = Value extends Date ? string : Value

/** A row as answers show it: its times as texts (ISO 8601, UTC), everything else as it is. */
export function isoTimes<Row extends object>(row: Row): { [Name in keyof Row]: Iso<Row[Name]> } {
  const shown = Object.entries(row).map(([name, value]: [string, unknown]) => [
    name,
    value instanceof Date ? value.toISOString() : value,
  ])
  return Object.fromEntries(shown) as { [Name in keyof Row]: Iso<Row[Name]> }
}
