/** The team's progress with a creator of a list, in the order of the work. */
export const MEMBER_STATUSES = [
  'candidate',
  'contacted',
  'agreed',
  'published',
  'rejected',
] as const
export type MemberStatus = (typeof MEMBER_STATUSES)[number]
