import type { AnswerOf, BodyOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf, type RoutesOf } from '../../../../console/kit/page-kit.ts'
import { causeWords } from '../../../../console/words/causes.ts'
import { addMessages, careMessages, eventsMessages, messages } from '../../texts/accounts/index.ts'

const kit = pageKit(messages, {
  add: addMessages,
  care: careMessages,
  cause: causeWords,
  events: eventsMessages,
})

export const { definePage } = kit
export type Context = ContextOf<typeof kit>
export type Routes = RoutesOf<typeof kit>

/** One of the pool. */
export type Account = Extract<RowOf<'listAccounts'>, { budget: object }>
export type AccountChange = BodyOf<'updateAccount'>
export type AccountCounts = AnswerOf<'countAccounts'>
export type BudgetHistory = AnswerOf<'getBudgetHistory'>
export type AccountEvents = AnswerOf<'listAccountEvents'>
export type AccountEvent = RowOf<'listAccountEvents'>
/** The result of each line of an import, or the expected one; no secret is in it. */
export type ImportReport = AnswerOf<'importAccounts'>
export type ImportLine = ImportReport['lines'][number]
