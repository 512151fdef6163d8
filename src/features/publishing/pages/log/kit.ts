import type { RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { publishingMessages } from '../../texts/publishing/index.ts'
import { messages } from '../../texts/log/index.ts'

const kit = pageKit(messages, { publishing: publishingMessages })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type Line = RowOf<'listPublicationLog'>
/** A request of a line. */
export type Sent = Line['requests'][number]
export type Account = RowOf<'listAccounts'>
