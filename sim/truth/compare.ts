import { isDeepStrictEqual } from 'node:util'
import type { CreatorRows, Row } from './expected.ts'

/** One field that is not as it should be; `field` begins with `blog`, `post <id>` or `highlight <id>`. */
export type Difference = { username: string; field: string; expected: unknown; found: unknown }

/** Every field of a creator in which the database is not the truth. Columns that the truth does not name are not looked at. */
export function compareCreator(
  username: string,
  expected: CreatorRows,
  found: CreatorRows,
): Difference[] {
  const fields = [
    ...compareRow('blog', expected.blog, found.blog),
    ...compareRows('post', expected.posts, found.posts),
    ...compareRows('highlight', expected.highlights, found.highlights),
  ]
  return fields.map((field) => ({ username, ...field }))
}

type Field = Omit<Difference, 'username'>

function compareRows(
  kind: string,
  expected: ReadonlyMap<string, Row>,
  found: ReadonlyMap<string, Row>,
): Field[] {
  const ids = [...new Set([...expected.keys(), ...found.keys()])]
  return ids.flatMap((id) => {
    const [should, is] = [expected.get(id), found.get(id)]
    if (should && is) return compareRow(`${kind} ${id}`, should, is)
    return [{ field: `${kind} ${id}`, expected: should ?? null, found: is ?? null }]
  })
}

function compareRow(name: string, expected: Row, found: Row): Field[] {
  return Object.entries(expected).flatMap(([column, value]) => {
    const [should, is] = [plain(value), plain(found[column])]
    return isDeepStrictEqual(should, is)
      ? []
      : [{ field: `${name} ${column}`, expected: should, found: is }]
  })
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/

/** As JSON has it, with times in one form. */
function plain(value: unknown): unknown {
  const json: unknown = value === undefined ? null : JSON.parse(JSON.stringify(value))
  return typeof json === 'string' && TIME.test(json) ? new Date(json).toISOString() : json
}
