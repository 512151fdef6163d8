import type { AnswerOf, RowOf } from '../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../console/kit/page-kit.ts'
import { messages } from '../texts/index.ts'

const kit = pageKit(messages)

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type Category = RowOf<'listCategories'>
export type CategoryDetail = AnswerOf<'getCategory'>
export type Topic = RowOf<'listUnknownTopics'>
/** The outcome for topics that a person has decided about. */
export type Decided = AnswerOf<'mapTopics'>
