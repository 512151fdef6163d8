import { sql } from 'kysely'
import { reference } from '../../../http/references.ts'

/** A group as people name it. */
export const GROUP = {
  name: 'group',
  description: 'The id of a group, or its name in any case',
  example: 'Cafés in Almaty',
} as const

/** Names a group; no two have one name. */
export const GroupReference = reference({
  ...GROUP,
  rows: () => sql`select id, name, lower(name) as key from groups`,
})
