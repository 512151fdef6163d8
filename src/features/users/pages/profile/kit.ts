import { pageKit, type ContextOf, type RoutesOf } from '../../../../console/kit/page-kit.ts'
import { messages } from '../../texts/profile/index.ts'

const kit = pageKit(messages)

export const { definePage } = kit
export type Context = ContextOf<typeof kit>
export type Routes = RoutesOf<typeof kit>
