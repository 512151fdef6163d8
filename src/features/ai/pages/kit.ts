import type { AnswerOf, RowOf } from '../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../console/kit/page-kit.ts'
import { messages } from '../texts/index.ts'

const kit = pageKit(messages)

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type Batch = RowOf<'listBatches'>
export type BatchRow = RowOf<'listBatchRows'>
/** Whether gramd sends, and what is left. */
export type Sending = AnswerOf<'getAiStatus'>
export type Costs = AnswerOf<'getAiCosts'>
