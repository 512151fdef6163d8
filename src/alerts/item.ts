import { redact } from '../base/redact.ts'

const MOST_FIELDS = 20
const LONGEST_NAME = 60
const LONGEST_VALUE = 500

type Flat = Record<string, string | number | boolean | null>

/** The item as a flat object of bounded size, redacted. */
export function storableItem(item: Record<string, unknown>): Flat {
  const fields = Object.entries(item)
    .filter(([, value]) => value !== undefined)
    .slice(0, MOST_FIELDS)
  return Object.fromEntries(
    fields.map(([name, value]) => [
      redact(name).slice(0, LONGEST_NAME),
      isSecretName(name) ? '***' : storableValue(value),
    ]),
  )
}

/** Whether `redact` hides a value of this name. */
const isSecretName = (name: string): boolean => redact(`${name}=value`) !== `${name}=value`

function storableValue(value: unknown): Flat[string] {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (value instanceof Date) return value.toISOString()
  if (typeof value === 'bigint') return value.toString()
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return redact(text).slice(0, LONGEST_VALUE)
}
