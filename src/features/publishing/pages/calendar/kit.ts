import type { AnswerOf, RowOf } from '../../../../console/api.ts'
import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { messages } from '../../texts/calendar/index.ts'
import { publishingMessages } from '../../texts/publishing/index.ts'

const kit = pageKit(messages, { publishing: publishingMessages })

export const { definePage } = kit
export type Context = ContextOf<typeof kit>

export type Calendar = AnswerOf<'getPublishingCalendar'>
export type Undated = Calendar['undated'][number]
export type Gap = Calendar['gaps'][number]
export type Collision = Calendar['collisions'][number]
export type Group = RowOf<'listGroups'>

/** A post of the calendar by the clocks of the reader: its day, and a time such as 18:00. */
export type Placed = Calendar['posts'][number] & { day: string; clock: string }
