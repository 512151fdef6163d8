import type { StoredImage } from './media-store.ts'
import { MODEL_SIDE, shrinkImage } from './shrink-image.ts'

/**
 * Returns a stored picture at the size that a model reads: at most 512 px a side. Throws
 * UnreadableImageError.
 */
export async function forModel(image: StoredImage): Promise<StoredImage> {
  if (Math.max(image.width, image.height) <= MODEL_SIDE) return image
  const { bytes, width, height } = await shrinkImage(Buffer.from(image.base64, 'base64'))
  return { base64: bytes.toString('base64'), width, height }
}
