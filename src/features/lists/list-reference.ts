import { sql } from 'kysely'
import { reference } from '../../http/references.ts'

/** Names a list; no two have one name. */
export const ListReference = reference({
  name: 'list',
  description: 'The id of the list, or its name in any case',
  example: 'Spring campaign',
  rows: () => sql`select id, name, lower(name) as key from lists`,
})
