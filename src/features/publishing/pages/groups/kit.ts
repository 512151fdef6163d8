import type { AnswerOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { publishingMessages } from '../../texts/publishing/index.ts'
import { messages } from '../../texts/groups/index.ts'

const kit = pageKit(messages, { publishing: publishingMessages })

export const { definePage, listPage, editPages } = kit
export type Context = ContextOf<typeof kit>

export type Group = AnswerOf<'getGroup'>
/** An account of a group. */
export type Member = RowOf<'listGroupAccounts'>
