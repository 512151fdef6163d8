import { z } from 'zod'
import { count, listOfFitting, incidental, webAddress } from './fields.ts'

const Picture = z.object({ url: webAddress, width: count, height: count })
type Picture = z.output<typeof Picture>

export const picture = incidental(Picture)
export const pictures = listOfFitting(Picture)
export const pictureVersions = incidental(z.object({ candidates: pictures }))

/** The address of the picture with the most pixels; of equal ones the first. The order in answers means nothing. */
export const biggest = (candidates: readonly (Picture | null)[]): string | null =>
  biggestOf(measured(candidates))?.url ?? null

/** What the shorter side of a post's picture should have: a model is shown no more, and more takes longer to fetch. */
const ENOUGH = 512
/** By how much proportions may differ for the same picture, because of whole pixels: a crop differs by more. */
const SAME_SHAPE = 0.02

/**
 * The address of the smallest picture of at least 512 px on its shorter side, in the proportions of the biggest, which is
 * taken where there is none or where sizes are not told.
 */
export function sufficient(candidates: readonly (Picture | null)[]): string | null {
  const all = measured(candidates)
  const best = biggestOf(all)
  if (!best) return null
  const shape = best.width / best.height
  const enough = all.filter(
    ({ width, height }) =>
      Math.min(width, height) >= ENOUGH && Math.abs(width / height / shape - 1) <= SAME_SHAPE,
  )
  return enough.reduce((least, each) => (pixelsOf(each) < pixelsOf(least) ? each : least), best).url
}

type Measured = { url: string; width: number; height: number }

/** Those with an address; a side that is not told counts as none. */
const measured = (candidates: readonly (Picture | null)[]): Measured[] =>
  candidates.flatMap((each) =>
    each?.url ? [{ url: each.url, width: each.width ?? 0, height: each.height ?? 0 }] : [],
  )

const pixelsOf = ({ width, height }: Measured): number => width * height

const biggestOf = (all: readonly Measured[]): Measured | undefined =>
  all.reduce<Measured | undefined>(
    (best, each) => (best && pixelsOf(best) >= pixelsOf(each) ? best : each),
    undefined,
  )
