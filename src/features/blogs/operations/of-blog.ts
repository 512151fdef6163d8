import { BlogParams } from '../../scrape/index.ts'

/** The properties that operations which read one creator share. */
export const ofBlog = {
  access: 'creators:read',
  params: BlogParams,
  refusals: { 404: 'No such blog' },
} as const
