import type { AnswerOf } from '../../../../console/api.ts'
import { agreedPrice, perThousandViews, type Price } from '../creator/prices.ts'
import type { Comparison, Context, Preview } from './kit.ts'

type Assessment = AnswerOf<'getBlogAssessment'>

/** A creator of a comparison with all that its column shows. */
export type Column = {
  creator: Comparison['creators'][number]
  /** A, B, C …: the creator's name in figures. */
  letter: string
  assessment: Assessment
  posts: Preview['posts']
  price: Price | null
  /** The price of 1,000 views of a reel, in the currency of the price. */
  perThousand: string | null
}

const POSTS = '6'

/** Reads the columns; there are at most six. */
export async function readColumns(
  page: Context,
  creators: Comparison['creators'],
): Promise<Column[]> {
  const { api } = page
  const ids = creators.map(({ id }) => id).join(',')
  const [previews, assessments, lists] = await Promise.all([
    api.call('listBlogPreviews', { query: { ids, posts: POSTS } }),
    Promise.all(
      creators.map(async ({ id }) => await api.call('getBlogAssessment', { params: { id } })),
    ),
    page.may('lists:read')
      ? Promise.all(
          creators.map(async ({ id }) => await api.call('listListsOfBlog', { params: { id } })),
        )
      : [],
  ])
  const postsOf = new Map(previews.data.map(({ id, posts }) => [id, posts]))
  return creators.flatMap((creator, at): Column[] => {
    const assessment = assessments[at]
    if (!assessment) return []
    const price = agreedPrice(lists[at]?.data ?? [])
    const perThousand = price && perThousandViews(price, assessment.reel_views)
    const letter = String.fromCharCode('A'.charCodeAt(0) + at)
    return [
      { creator, letter, assessment, posts: postsOf.get(creator.id) ?? [], price, perThousand },
    ]
  })
}
