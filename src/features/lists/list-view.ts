import { Timestamp, z } from '../../http/router.ts'
import type { ListCounts, ListRow } from './lists-store.ts'

export const ListView = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string().nullable(),
    is_campaign: z.boolean().openapi({
      description: 'Its creators are kept fresher while it runs',
    }),
    ends_at: Timestamp.nullable().openapi({
      description: 'When the campaign ends; null of one without an end, and of no campaign',
    }),
    is_running: z.boolean().openapi({ description: 'A campaign that has not ended' }),
    members: z.int().openapi({ description: 'How many creators are in it' }),
    created_at: Timestamp,
    updated_at: Timestamp.openapi({
      description: 'When it, its members or their notes were last written',
    }),
  })
  .openapi('List')

const counts = z.record(z.string(), z.int())

/** A list with what its creators are; they themselves are GET /api/blogs?list=. */
export const ListDetail = ListView.extend({
  by_status: counts.openapi({ example: { active: 40, pending: 2 } }),
  by_tier: counts.openapi({ example: { '10k_50k': 30, unknown: 12 } }),
  with_metrics: z.int().openapi({ description: 'Members whose ER is known' }),
  with_insights: z.int().openapi({ description: 'Members that a model has looked at' }),
}).openapi('ListDetail')

export const viewList = (row: ListRow): z.output<typeof ListView> => ({
  id: row.id,
  name: row.name,
  description: row.description,
  is_campaign: row.is_campaign,
  ends_at: row.ends_at?.toISOString() ?? null,
  is_running: row.is_running,
  members: row.members,
  created_at: row.created_at.toISOString(),
  updated_at: row.updated_at.toISOString(),
})

export const viewListDetail = (row: ListRow, of: ListCounts): z.output<typeof ListDetail> => ({
  ...viewList(row),
  ...of,
})
