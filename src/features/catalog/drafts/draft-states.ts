export const DRAFT_STATES = ['pending', 'approved', 'rejected', 'expired'] as const

/** Drafts that a person hardly has to look at; the review has the others first. */
export const HIGH_CONFIDENCE = 0.8
