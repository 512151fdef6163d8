import { pageKit, type ContextOf } from '../../kit/page-kit.ts'
import { messages } from './texts/index.ts'

const kit = pageKit(messages)

export const { definePage } = kit
export type Context = ContextOf<typeof kit>
