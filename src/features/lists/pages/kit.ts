import type { AnswerOf, RowOf } from '../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../console/kit/page-kit.ts'
import { memberWords } from '../../../console/words/members.ts'
import { messages } from '../texts/index.ts'

const kit = pageKit(messages, { member: memberWords })

export const { definePage, listPage, editPages } = kit
export type Context = ContextOf<typeof kit>

export type List = RowOf<'listLists'>
export type ListOverview = RowOf<'listListOverviews'>
export type ListDetail = AnswerOf<'getList'>
export type Member = RowOf<'listListMembers'>
