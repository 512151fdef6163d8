/** The parameters of a list of creators that a question may become. */
export const READ_PARAMETERS = [
  'about',
  'city',
  'country',
  'caption_language',
  'min_followers',
  'max_followers',
  'verified',
] as const

export type ReadParameter = (typeof READ_PARAMETERS)[number]

/**
 * A condition that words of a question mean: from the first of their letters to behind the last.
 */
export type Reading = { parameter: ReadParameter; value: string; from: number; to: number }
