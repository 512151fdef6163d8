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
  // Two look-ups by unique keys. As joins, they would read all projects for a hash: their
  // number of rows is a guess.
  return sql`(
    select r.place, version.* from ${recordset(rows, columns)}
    cross join lateral (${VERSION} where version.tag_code = r.code limit 1) version
    union all
    select r.place, version.* from ${recordset(rows, columns)}
    cross join lateral (
      ${VERSION} where version.project_id = r.project_id and version.number = r.number limit 1
    ) version
  ) named`
}

const VERSION = sql`
  select version.id, version.project_id, version.number, project.owner_id
  from project_versions version join projects project on project.id = version.project_id`
