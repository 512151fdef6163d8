import type { AnswerOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { creatorWords } from '../../../../console/words/creators.ts'
import { messages } from '../../texts/creators/index.ts'

const kit = pageKit(messages, { creator: creatorWords })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>
export type TextKey = Parameters<Context['t']>[0]

export type Creator = RowOf<'listBlogs'>
export type Preview = RowOf<'listBlogPreviews'>
export type Count = AnswerOf<'countBlogs'>
export type Suggestions = AnswerOf<'suggestBlogFilters'>
export type Comparison = AnswerOf<'compareBlogs'>
export type View = RowOf<'listViews'>
