import type { RowOf } from '../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../console/kit/page-kit.ts'
import { messages } from '../texts/shares/index.ts'

const kit = pageKit(messages)

export const { definePage } = kit
export type Context = ContextOf<typeof kit>
export type ShareRow = RowOf<'listShares'>
