import { z } from 'zod'
import { count, listOfFitting, incidental, webAddress } from './fields.ts'

const Picture = z.object({ url: webAddress, width: count, height: count })
type Picture = z.output<typeof Picture>

export const picture = incidental(Picture)
export const pictures = listOfFitting(Picture)
export const pictureVersions = incidental(z.object({ candidates: pictures }))

/** The address of the picture with the most pixels; of equal ones the first. The order in answers means nothing. */
export function biggest(candidates: readonly (Picture | null)[]): string | null {
  let best: { url: string; pixels: number } | null = null
  for (const candidate of candidates) {
    if (!candidate?.url) continue
    const pixels = (candidate.width ?? 0) * (candidate.height ?? 0)
    if (!best || pixels > best.pixels) best = { url: candidate.url, pixels }
  }
  return best?.url ?? null
}
