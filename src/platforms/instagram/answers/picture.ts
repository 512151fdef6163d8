import { z } from 'zod'
import { count, listOfFitting, lenient, webAddress } from './fields.ts'

const Picture = z.object({ url: webAddress, width: count, height: count })
type Picture = z.output<typeof Picture>

export const picture = lenient(Picture)
export const pictures = listOfFitting(Picture)
export const pictureVersions = lenient(z.object({ candidates: pictures }))

/** The address of the picture with the most pixels (answers are unordered); the first of equals. */
export const biggest = (candidates: readonly (Picture | null)[]): string | null =>
  biggestOf(measured(candidates))?.url ?? null

/** Pixels of the shorter side of a post's picture: models get no more, and more costs time. */
const ENOUGH = 512
/** Tolerance of proportions of one picture in whole pixels: a crop differs by more. */
const SAME_SHAPE = 0.02

/**
 * The address of the smallest picture with at least 512 px on its shorter side and the proportions
 * of the biggest; the biggest when there is none or sizes are unknown.
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

/** Returns the pictures with an address; an unknown side counts as 0. */
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
