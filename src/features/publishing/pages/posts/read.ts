import type { Context, Limits, Post } from './kit.ts'

/**
 * The parts of a page's context that reading needs; pages that show posts elsewhere have them, too.
 */
type ReadContext = Pick<Context, 'api' | 'param'>

export const readLimits = async ({ api }: ReadContext): Promise<Limits> =>
  await api.call('getPublishingLimits')

/** The post that the address names. */
export const postParams = ({ param }: ReadContext) => ({ id: param('id') })

/** Returns the address of a post's page, below /console. */
export const postPath = ({ param }: ReadContext): string =>
  `/posts/${encodeURIComponent(param('id'))}`

export const loadPost = async (page: ReadContext): Promise<Post> =>
  await page.api.call('getPost', { params: postParams(page) })

/** Returns whether the post may be changed: nothing of it was published. */
export const isEditable = ({ status }: Post): boolean =>
  ['draft', 'translating', 'review', 'pending'].includes(status)

/**
 * Statuses that the form of a file shows: a conflict, a file too large or of another kind, and one
 * that breaks a rule.
 */
export const FILE_REFUSALS = [409, 413, 415, 422]
