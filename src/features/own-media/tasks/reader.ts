import { UpstreamDownError } from '../../../base/errors.ts'
import type { OwnMediaReader } from '../../../platforms/own-media-reader.ts'
import type { Services } from '../../services.ts'

const AGAIN_MS = 3_600_000

/**
 * Returns the reader of own accounts. Throws UpstreamDownError without one, for instance after its
 * app was removed from the settings.
 */
export function readerOf({ ownMediaReader }: Pick<Services, 'ownMediaReader'>): OwnMediaReader {
  if (ownMediaReader) return ownMediaReader
  throw new UpstreamDownError(
    "no app of Meta's is configured, so own accounts cannot be read",
    AGAIN_MS,
  )
}
