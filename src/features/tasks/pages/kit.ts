import type { AnswerOf, BodyOf, RowOf } from '../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../console/kit/page-kit.ts'
import { taskWords } from '../../../console/words/tasks.ts'
import {
  bulkMessages,
  detailMessages,
  errorsMessages,
  messages,
  stallsMessages,
  typesMessages,
} from '../texts/index.ts'

const kit = pageKit(messages, {
  task: taskWords,
  bulk: bulkMessages,
  detail: detailMessages,
  errors: errorsMessages,
  stalls: stallsMessages,
  types: typesMessages,
})

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type Task = RowOf<'listTasks'>
export type Attempt = RowOf<'listTaskAttempts'>
export type Counts = AnswerOf<'countTasks'>
export type TaskType = RowOf<'listTaskTypes'>
export type BulkBody = BodyOf<'changeTasks'>
export type BulkResult = AnswerOf<'changeTasks'>
