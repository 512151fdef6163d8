import type { AnswerOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { memberWords } from '../../../../console/words/members.ts'
import { messages } from '../../texts/home/index.ts'

const kit = pageKit(messages, { member: memberWords })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type Changes = AnswerOf<'listViewChanges'>
export type View = Changes['data'][number]
export type Changed = NonNullable<View['entered']>['creators'][number]
export type UnusualCreator = AnswerOf<'listUnusualCreators'>['data'][number]
export type Rules = AnswerOf<'listUnusualCreators'>['rules']
export type News = RowOf<'listWatchNews'>
export type Work = AnswerOf<'getOwnListWork'>

/** Returns the name of a creator as pages show it. */
export const nameOf = ({ full_name, username }: { full_name: string | null; username: string }) =>
  full_name === null || full_name.trim() === '' ? `@${username}` : full_name
