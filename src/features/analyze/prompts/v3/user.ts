import type { ProfileFacts } from '../../profile-facts.ts'

/** The user message: the facts as JSON and nothing else, so that no text of a creator can leave the data. */
export const writeUser = (facts: ProfileFacts): string => JSON.stringify(facts)
