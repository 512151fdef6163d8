export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** What differs between two documents, by the path of the value; sentences are summaries and descriptions. */
export type Differences = { structure: string[]; sentences: string[] }

/**
 * Compares two OpenAPI documents. The order of parameters, of tags, of keys, of required fields and of
 * the values of an enumeration means nothing.
 */
export function differencesBetween(before: Json, after: Json): Differences {
  const found: Differences = { structure: [], sentences: [] }
  compare(found, '', before, after)
  return found
}

function compare(found: Differences, path: string, one?: Json, other?: Json): void {
  if (isObject(one) && isObject(other)) {
    const [ones, others] = [membersOf(path, one), membersOf(path, other)]
    for (const name of new Set([...ones.keys(), ...others.keys()]))
      compare(found, `${path}/${name}`, ones.get(name), others.get(name))
    return
  }
  if (one === other) return
  const list = isSentence(path, one) && isSentence(path, other) ? found.sentences : found.structure
  list.push(`${path}\n  - ${JSON.stringify(one)}\n  + ${JSON.stringify(other)}`)
}

const isObject = (value: Json | undefined): value is Json[] | { [key: string]: Json } =>
  typeof value === 'object' && value !== null

/** A property that is called `description` has a schema, which is no text. */
const isSentence = (path: string, value: Json | undefined): boolean =>
  /\/(description|summary)$/.test(path) && (value === undefined || typeof value === 'string')

/**
 * The members by what names them: parameters by place and name, tags by name, values of an enumeration
 * and required fields by themselves, other items by their place.
 */
function membersOf(path: string, value: Json[] | { [key: string]: Json }): Map<string, Json> {
  if (!Array.isArray(value)) return new Map(Object.entries(value))
  if (/\/(enum|required)$/.test(path))
    return new Map(value.map((item) => [JSON.stringify(item), item]))
  return new Map(value.map((item, place) => [nameOf(item) ?? String(place), item]))
}

function nameOf(item: Json): string | undefined {
  if (!isObject(item) || Array.isArray(item)) return undefined
  const { in: where, name } = item
  if (typeof name !== 'string') return undefined
  return typeof where === 'string' ? `${where} ${name}` : name
}
