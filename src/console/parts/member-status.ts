import type { MemberStatus } from '../../creators/member-status.ts'
import type { IconName } from '../icons.ts'
import { translator, type Language } from '../messages.ts'
import { memberWords } from '../words/members.ts'
import { badge } from './badge.ts'

/** The icon of each status; the colours show the progress. */
export const STATUS_SIGNS = {
  candidate: 'pending',
  contacted: 'person',
  agreed: 'running',
  published: 'done',
  rejected: 'cancelled',
} as const satisfies Record<MemberStatus, IconName>

/** The team's progress with a creator. */
export const memberStatus = (language: Language, status: MemberStatus) =>
  badge(STATUS_SIGNS[status], translator(language, memberWords)(`is_${status}`))
