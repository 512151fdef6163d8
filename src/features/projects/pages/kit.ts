import type { AnswerOf, RowOf } from '../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../console/kit/page-kit.ts'
import { metricMessages } from '../../../console/words/metrics.ts'
import { messages } from '../texts/index.ts'

const kit = pageKit(messages, { metric: metricMessages })

export const { definePage, listPage, editPages } = kit
export type Context = ContextOf<typeof kit>

export type Version = AnswerOf<'getProjectVersion'>
export type Performance = AnswerOf<'getProjectPerformance'>
/** A version beside what its posts brought. */
export type Measured = RowOf<'getProjectPerformance'>
export type Post = Measured['posts'][number]
/** An age in hours at which posts are compared. */
export type Horizon = Version['horizon_hours']
