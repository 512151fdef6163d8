import { mentionedNames, redactMentions } from './identity.ts'

/**
 * How fields of a value name people, at any depth: a username or a list of them, a text with
 * mentions, a link or a list of links. `*` applies to all other fields; without it they name no
 * one.
 */
export type NamingFields = Readonly<Record<string, Naming>>
type Naming = 'username' | 'text' | 'link'

/** Returns the usernames that a value names, lower case, each once. */
export function namesIn(value: unknown, fields: NamingFields): string[] {
  const names = new Set<string>()
  const visit = (part: unknown, naming?: Naming): void => {
    if (naming === 'link') for (const name of linkedNames(part)) names.add(name)
    else if (typeof part === 'string') {
      const named = naming === 'username' ? [part.toLowerCase()] : mentionedNames(part)
      if (naming !== undefined) for (const name of named) names.add(name)
    } else if (Array.isArray(part)) for (const item of part) visit(item, naming)
    else if (isRecord(part))
      for (const [field, item] of Object.entries(part)) visit(item, fields[field] ?? fields['*'])
  }
  visit(value)
  return [...names]
}

/**
 * Returns the value without these names: removed from lists, null as a single value, blanked in
 * texts.
 */
export function withoutNames<Value>(
  value: Value,
  fields: NamingFields,
  names: ReadonlySet<string>,
): Value
export function withoutNames(
  value: unknown,
  fields: NamingFields,
  names: ReadonlySet<string>,
): unknown {
  const without = (part: unknown, naming?: Naming): unknown => {
    if (Array.isArray(part)) {
      const left = part.map((item) => without(item, naming))
      return naming === 'username' || naming === 'link'
        ? left.filter((item) => item !== null)
        : left
    }
    if (naming === 'link') return linkedNames(part).some((name) => names.has(name)) ? null : part
    if (typeof part === 'string') {
      if (naming === 'username') return names.has(part.toLowerCase()) ? null : part
      return naming === 'text' ? redactMentions(part, [...names]) : part
    }
    if (!isRecord(part)) return part
    const entries = Object.entries(part)
    return Object.fromEntries(
      entries.map(([field, item]) => [field, without(item, fields[field] ?? fields['*'])]),
    )
  }
  return without(value)
}

const linkedNames = (link: unknown): string[] => mentionedNames(JSON.stringify(link) ?? '')

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
