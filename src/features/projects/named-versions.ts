import { sql, type RawBuilder } from 'kysely'
import { recordset } from '../../db/rows.ts'
import type { VersionTag } from './tags.ts'

/**
 * The versions that tags name, each with its project and owner and the place of its tag, as a table
 * `named`. Tags that name none have no row.
 */
export function namedVersions(
  tags: readonly (VersionTag & { place: number })[],
): RawBuilder<unknown> {
  const rows = tags.map((tag) =>
    'code' in tag
      ? { place: tag.place, code: tag.code }
      : { place: tag.place, project_id: tag.projectId, number: tag.number },
  )
  const columns = { place: 'integer', code: 'text', project_id: 'uuid', number: 'integer' }
  // Two joins, so that each is a look-up by its key.
  return sql`(
    select r.place, version.id, version.project_id, version.number, project.owner_id
    from ${recordset(rows, columns)}
    join project_versions version on version.tag_code = r.code
    join projects project on project.id = version.project_id
    union all
    select r.place, version.id, version.project_id, version.number, project.owner_id
    from ${recordset(rows, columns)}
    join project_versions version on version.project_id = r.project_id and version.number = r.number
    join projects project on project.id = version.project_id
  ) named`
}
