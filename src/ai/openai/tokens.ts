/** Prompt tokens of a text by its UTF-8 bytes: high for JSON and English, close for Cyrillic. */
export const textTokens = (bytes: number): number => Math.ceil(bytes / 4)

export type PixelSize = { width: number; height: number }

const PATCH = 32
/** Images of detail `low` are scaled to fit this. */
const LOW_SIDE = 512
const MULTIPLIER = 1.2
/** A small model with more tokens per patch. */
const NANO = { prefix: 'gpt-5-nano', multiplier: 2.46 }

/**
 * Prompt tokens of an image of detail `low`: patches of 32 px times the model's multiplier; unknown
 * models get that of the newer ones. Source: OpenAI, Images and vision, "Calculating costs".
 */
export function lowDetailTokens({ width, height }: PixelSize, model: string): number {
  const scale = Math.min(1, LOW_SIDE / Math.max(width, height))
  const patches = Math.ceil((width * scale) / PATCH) * Math.ceil((height * scale) / PATCH)
  return Math.ceil(patches * (model.startsWith(NANO.prefix) ? NANO.multiplier : MULTIPLIER))
}
