import type { RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { alertWords } from '../../../../console/words/alerts.ts'
import { messages } from '../../texts/inbox/index.ts'

const kit = pageKit(messages, { alert: alertWords })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type Received = RowOf<'listOwnNotifications'>
