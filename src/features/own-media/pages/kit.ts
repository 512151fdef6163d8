import type { AnswerOf, RowOf } from '../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../console/kit/page-kit.ts'
import { metricMessages } from '../../../console/words/metrics.ts'
import { messages } from '../texts/index.ts'

const kit = pageKit(messages, { metric: metricMessages })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type Account = RowOf<'listOwnAccounts'>
export type Media = RowOf<'listOwnMedia'>
/** A post with what is missing of its numbers. */
export type MediaDetail = AnswerOf<'getOwnMedia'>
export type Missing = MediaDetail['missing'][number]
export type Insights = AnswerOf<'getOwnMediaInsights'>
/** A post beside those before it. */
export type PostComparison = AnswerOf<'getOwnMediaComparison'>
export type Binding = RowOf<'listBindings'>
/** The version that a post was made from, or may have been. */
export type Suggestions = AnswerOf<'suggestVersions'>
export type Suggestion = Suggestions['suggestions'][number]
