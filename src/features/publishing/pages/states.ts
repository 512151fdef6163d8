import type { RowOf } from '../../../console/api.ts'
import { translator } from '../../../console/messages.ts'
import type { PageContext } from '../../../console/page.ts'
import type { IconName } from '../../../console/icons.ts'
import { badge } from '../../../console/parts/badge.ts'
import { publishingMessages } from '../texts/publishing/index.ts'

/** The states of an account that publishes, as editors see them. */
export const ACCOUNT_STATES = [
  'active',
  'cooldown',
  'login_required',
  'proxy_error',
  'needs_person',
  'banned',
  'paused',
  'missing_right',
  'expired',
] as const
type AccountState = (typeof ACCOUNT_STATES)[number]

const ACCOUNT_SHAPES: Record<AccountState, IconName> = {
  active: 'done',
  cooldown: 'resting',
  login_required: 'person',
  proxy_error: 'failed',
  needs_person: 'person',
  banned: 'failed',
  paused: 'paused',
  missing_right: 'person',
  expired: 'person',
}

export const signOfAccount = (state: AccountState): IconName => ACCOUNT_SHAPES[state]

export const POST_STATES = [
  'draft',
  'translating',
  'review',
  'pending',
  'posting',
  'completed',
  'partly_failed',
  'failed',
  'cancelled',
] as const
type PostState = (typeof POST_STATES)[number]

const POST_SHAPES: Record<PostState, IconName> = {
  draft: 'draft',
  translating: 'running',
  review: 'person',
  pending: 'pending',
  posting: 'running',
  completed: 'done',
  partly_failed: 'failed',
  failed: 'failed',
  cancelled: 'cancelled',
}

export type ExecutionState = RowOf<'listExecutions'>['status']

const EXECUTION_SHAPES: Record<ExecutionState, IconName> = {
  queued: 'pending',
  waiting: 'resting',
  posting: 'running',
  success: 'done',
  failed: 'failed',
  unknown: 'unknown',
  cancelled: 'cancelled',
  skipped: 'paused',
}

export const accountBadge = ({ language }: PageContext, state: AccountState) =>
  badge(ACCOUNT_SHAPES[state], translator(language, publishingMessages)(`account_${state}`))

export const postSign = (state: PostState): IconName => POST_SHAPES[state]

export const postBadge = ({ language }: PageContext, state: PostState) =>
  badge(POST_SHAPES[state], translator(language, publishingMessages)(`post_${state}`))

export const signOfExecution = (state: ExecutionState): IconName => EXECUTION_SHAPES[state]

export const executionBadge = ({ language }: PageContext, state: ExecutionState) =>
  badge(EXECUTION_SHAPES[state], translator(language, publishingMessages)(`execution_${state}`))

const LONGEST_TITLE = 60

/** The first words of its caption, which stand for a post. */
export function postTitle({ language }: PageContext, { caption }: { caption: string }): string {
  const [line = ''] = caption.trim().split('\n')
  const letters = Array.from(line)
  if (letters.length === 0) return translator(language, publishingMessages)('untitled')
  return letters.length > LONGEST_TITLE ? `${letters.slice(0, LONGEST_TITLE).join('')}…` : line
}
