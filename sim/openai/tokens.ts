import { dataUrlSize, type ImageSize } from './image-size.ts'

export type ImageDetail = 'low' | 'high' | 'auto' | 'original'

const PATCH_PX = 32
const LOW_BOX_PX = 512
/** An image behind a URL is not fetched; it counts as a portrait post. */
const ASSUMED_SIZE: ImageSize = { width: 1080, height: 1350 }

/** A quarter of the UTF-8 bytes, so Cyrillic costs about twice as much as Latin. */
export const textTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 4)

/**
 * Prompt tokens of one image: 32 px patches times the model's multiplier, as the vision guide
 * counts them. `low` first fits the image into 512×512; `high` into 2048 px and 2,500 patches;
 * `original`, which `auto` means on gpt-6, into 30,000 patches.
 */
export function imageTokens(url: string, detail: ImageDetail, model: string): number {
  const size = dataUrlSize(url) ?? ASSUMED_SIZE
  const multiplier = model.startsWith('gpt-5-nano') ? 2.46 : 1.2
  return Math.ceil(patchesOf(size, effectiveDetail(detail, model)) * multiplier)
}

function effectiveDetail(detail: ImageDetail, model: string): Exclude<ImageDetail, 'auto'> {
  if (detail !== 'auto') return detail
  return model.startsWith('gpt-6') ? 'original' : 'high'
}

function patchesOf(size: ImageSize, detail: Exclude<ImageDetail, 'auto'>): number {
  if (detail === 'low') return patches(fitted(size, LOW_BOX_PX))
  if (detail === 'high') return Math.min(patches(fitted(size, 2048)), 2_500)
  return Math.min(patches(size), 30_000)
}

function fitted(size: ImageSize, boxPx: number): ImageSize {
  const scale = Math.min(1, boxPx / Math.max(size.width, size.height))
  return { width: size.width * scale, height: size.height * scale }
}

const patches = (size: ImageSize): number =>
  Math.ceil(size.width / PATCH_PX) * Math.ceil(size.height / PATCH_PX)
