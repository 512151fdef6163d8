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

export type PostState = (typeof POST_STATES)[number]
