import type { AnswerOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf, type RoutesOf } from '../../../../console/kit/page-kit.ts'
import { messages as accountMessages } from '../../texts/accounts/index.ts'
import { messages } from '../../texts/proxies/index.ts'

const kit = pageKit(messages, { account: accountMessages })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>
export type Routes = RoutesOf<typeof kit>

export type Proxy = RowOf<'listProxies'>
export type ProxyDetail = AnswerOf<'getProxy'>
