import type { AnswerOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { alertWords } from '../../../../console/words/alerts.ts'
import { messages } from '../../texts/notifications/index.ts'

const kit = pageKit(messages, { alert: alertWords })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type Notification = RowOf<'listNotifications'>
export type Delivery = AnswerOf<'getNotification'>['deliveries'][number]
/** Where messages go. */
export type ChannelName = AnswerOf<'listChannels'>['data'][number]['name']
