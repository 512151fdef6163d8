import type { Made, Texts } from '../../../../../console/edit-conflict.ts'
import type { ProblemError } from '../../../../../console/user-client.ts'
import type { Post } from '../kit.ts'
import type { CoverFault } from './cover.ts'
import { extrasOf, type Extras } from './extras.ts'
import type { DetailsFault } from './file-details.ts'

/** The values of the form, as they were entered. */
export type ComposeValues = Pick<
  Post,
  'caption' | 'language' | 'requires_review' | 'is_urgent' | 'groups' | 'accounts'
> & { first_comment: string } & Extras

export const valuesOf = (post: Post): ComposeValues => ({
  ...post,
  ...extrasOf(post),
  first_comment: post.first_comment ?? '',
})

/** The refused forms: the post with its values, a file, its details or the cover. */
export type Refusals = {
  values?: ComposeValues
  /** The texts of captions, and the origin of the form. */
  captions?: Texts | undefined
  made?: Made | undefined
  error?: ProblemError | undefined
  upload?: ProblemError | undefined
  details?: DetailsFault
  cover?: CoverFault
}
