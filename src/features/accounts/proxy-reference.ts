import { sql } from 'kysely'
import { reference } from '../../http/references.ts'

/** Names a proxy; no two have one label. */
export const ProxyReference = reference({
  name: 'proxy',
  description: 'The id of a proxy, or its label in any case',
  example: 'kz-1',
  scope: 'accounts:read',
  rows: () =>
    sql`select id, label as name, lower(label) as key from shared.proxies where label is not null`,
})
