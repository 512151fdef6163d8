import { classify } from '../../../base/classify.ts'
import type { Logger } from '../../../base/log/log.ts'
import type { MediaUse } from '../../../media/media-store.ts'
import { shrinkImage, UnreadableImageError, type ShrunkImage } from '../../../media/shrink-image.ts'
import { PictureFailedError } from '../../../platforms/target-errors.ts'
import type { FetchPicture } from '../../../platforms/creator-reader.ts'
import { chooseImages, type ChosenImage, type PicturesInUse } from './choose-images.ts'

export type CollectedImages = {
  /** Pictures that are stored already. */
  known: MediaUse[]
  fetched: (MediaUse & ShrunkImage)[]
  /** How many could not be fetched. */
  failed: number
}

export type CollectOptions = {
  limit: number
  /** Names of the stored pictures. */
  known: ReadonlySet<string>
  signal: AbortSignal
  log: Logger
}

/** Pictures in a row that did not come at all, after which the rest is not asked for either. */
const MAX_SILENT = 2

/**
 * Fetches what is not known of a creator's pictures, one at a time, and shrinks it right away. A
 * picture that is not to be had is left out, and counted; only the aborted signal makes this throw.
 */
export async function collectImages(
  inUse: PicturesInUse,
  fetch: FetchPicture,
  { limit, known, signal, log }: CollectOptions,
): Promise<CollectedImages> {
  const collected: CollectedImages = { known: [], fetched: [], failed: 0 }
  const faults: Record<string, number> = {}
  let silent = 0
  for (const [position, image] of chooseImages(inUse, limit).entries()) {
    const use: MediaUse = { name: image.name, position }
    if (known.has(image.name)) {
      collected.known.push(use)
      continue
    }
    const shrunk = silent < MAX_SILENT ? await fetchOne(image, fetch, signal) : 'given_up'
    if (typeof shrunk !== 'string') collected.fetched.push({ ...use, ...shrunk })
    else faults[shrunk] = (faults[shrunk] ?? 0) + 1
    if (shrunk !== 'given_up') silent = SILENCE.has(shrunk) ? silent + 1 : 0
  }
  collected.failed = Object.values(faults).reduce((sum, count) => sum + count, 0)
  if (collected.failed > 0) log.warn({ failed: collected.failed, faults }, 'pictures left out')
  return collected
}

/** Nothing came, and each further one would take as long. */
const SILENCE: ReadonlySet<unknown> = new Set(['proxy', 'no_answer'])

/** The picture, or what was wrong. */
async function fetchOne(
  { address }: ChosenImage,
  fetch: FetchPicture,
  signal: AbortSignal,
): Promise<ShrunkImage | string> {
  try {
    return await shrinkImage(await fetch(address))
  } catch (thrown) {
    signal.throwIfAborted()
    if (thrown instanceof PictureFailedError) return thrown.fault
    if (thrown instanceof UnreadableImageError) return 'unreadable'
    return classify(thrown).code
  }
}
