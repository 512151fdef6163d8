export const DRAFT_STATES = ['pending', 'approved', 'rejected', 'expired'] as const

/**
 * The confidence from which on a draft needs little review by a person; the review has the others
 * first.
 */
export const HIGH_CONFIDENCE = 0.8
