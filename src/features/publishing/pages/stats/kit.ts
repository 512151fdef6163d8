import type { AnswerOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { messages as outcomeMessages } from '../../texts/post-outcomes/index.ts'
import { publishingMessages } from '../../texts/publishing/index.ts'
import { messages } from '../../texts/stats/index.ts'

const kit = pageKit(messages, {
  outcome: outcomeMessages,
  publishing: publishingMessages,
})

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type Overview = AnswerOf<'getPublishingStats'>
/** The numbers of publications by outcome. */
export type Outcomes = Pick<RowOf<'listAccountStats'>, 'success' | 'failed' | 'unknown' | 'skipped'>
