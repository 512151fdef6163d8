import type { AnswerOf } from '../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../console/kit/page-kit.ts'
import { taskWords } from '../../../console/words/tasks.ts'
import { messages } from '../texts/index.ts'

const kit = pageKit(messages, { task: taskWords })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type Job = AnswerOf<'getJob'>
