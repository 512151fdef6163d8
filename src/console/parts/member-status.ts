import type { MemberStatus } from '../../creators/member-status.ts'
import type { ShapeName } from '../shapes.ts'
import { translator, type Language } from '../messages.ts'
import { memberWords } from '../words/members.ts'
import { badge } from './badge.ts'

/** The sign of each status; the colours say how far it is. */
export const STATUS_SIGNS = {
  candidate: 'pending',
  contacted: 'person',
  agreed: 'running',
  published: 'done',
  rejected: 'cancelled',
} as const satisfies Record<MemberStatus, ShapeName>

/** How far the team is with a creator. */
export const memberStatus = (language: Language, status: MemberStatus) =>
  badge(STATUS_SIGNS[status], translator(language, memberWords)(`is_${status}`))
