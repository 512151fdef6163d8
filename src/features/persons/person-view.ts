import { Timestamp, z } from '../../http/router.ts'
import { BlogView, viewBlog, type BlogRow } from '../blogs/index.ts'
import type { PersonRow } from './persons-store.ts'

/** A person with the profiles that are known to be theirs. */
export const PersonView = z
  .object({
    id: z.uuid(),
    full_name: z.string().nullable(),
    created_at: Timestamp,
    blogs: z.array(BlogView).openapi({
      description:
        'The profiles with the most followers first. Who follows two of them is in both counts, so that the sum is no audience',
    }),
  })
  .openapi('Person')
export type PersonView = z.output<typeof PersonView>

export const viewPerson = (person: PersonRow, blogs: readonly BlogRow[]): PersonView => ({
  id: person.id,
  full_name: person.full_name,
  created_at: person.created_at.toISOString(),
  blogs: blogs.map(viewBlog),
})
