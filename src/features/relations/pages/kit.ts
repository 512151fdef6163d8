import type { AnswerOf, RowOf } from '../../../console/api.ts'
import { pageKit, type ContextOf, type RoutesOf } from '../../../console/kit/page-kit.ts'
import { messages } from '../texts/index.ts'

const kit = pageKit(messages)

export const { definePage } = kit
export type Context = ContextOf<typeof kit>
export type Routes = RoutesOf<typeof kit>

/** A check of the lists of one account. */
export type Check = RowOf<'listRelationChecks'>
export type List = Check['lists'][number]
export type Member = RowOf<'listRelationMembers'>
export type Diff = AnswerOf<'diffRelationCheck'>
export type Event = RowOf<'listRelationCheckEvents'>
/** A check of named pairs. */
export type PairCheck = RowOf<'listPairChecks'>
export type Pair = RowOf<'listPairResults'>

/** The fields that the pages read of checks of both kinds. */
export type ViewedCheck = Pick<
  Check | PairCheck,
  | 'id'
  | 'status'
  | 'reason'
  | 'waiting_until'
  | 'estimate'
  | 'task_id'
  | 'created_at'
  | 'started_at'
  | 'completed_at'
>
