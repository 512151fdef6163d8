import type { AnswerOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf, type RoutesOf } from '../../../../console/kit/page-kit.ts'
import { messages } from '../../texts/users/index.ts'

const kit = pageKit(messages)

export const { definePage } = kit
export type Context = ContextOf<typeof kit>
export type Routes = RoutesOf<typeof kit>

export type User = RowOf<'listUsers'>
/** A one-time code, which sets a password. */
export type WelcomeCode = AnswerOf<'addUser'>
