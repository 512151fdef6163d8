import { BlogParams } from '../../scrape/index.ts'

/** What operations that read one creator share. */
export const ofBlog = {
  access: 'creators:read',
  params: BlogParams,
  refusals: { 404: 'No such blog' },
} as const
