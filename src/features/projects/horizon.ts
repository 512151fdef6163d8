import { z } from '../../http/router.ts'

/** Ages of a post in hours for which something can be expected, and at which posts are compared. */
export const HORIZONS = [24, 48, 168, 720] as const
export type Horizon = (typeof HORIZONS)[number]

/** The platform counts with up to two days of delay. */
export const DEFAULT_HORIZON: Horizon = 48

export const HorizonHours = z.literal(HORIZONS).openapi({
  type: 'integer',
  enum: [...HORIZONS],
  description: 'The age of a post, in hours, at which its numbers are compared',
  example: DEFAULT_HORIZON,
})
