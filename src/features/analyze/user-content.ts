import type {
  ChatCompletionContentPart,
  ChatCompletionUserMessageParam,
} from 'openai/resources/chat/completions'
import type { StoredImage } from '../../media/media-store.ts'

/** The content of the user message: the text, then the pictures; the text alone where there are none. */
export function userContent(
  text: string,
  images: readonly StoredImage[],
): ChatCompletionUserMessageParam['content'] {
  if (images.length === 0) return text
  return [{ type: 'text', text }, ...images.map(imagePart)]
}

/** In the request itself: an address on the content network ends before a batch may be run. */
const imagePart = ({ base64 }: StoredImage): ChatCompletionContentPart => ({
  type: 'image_url',
  // Left out, the newest models look at every pixel, and count them.
  image_url: { url: `data:image/jpeg;base64,${base64}`, detail: 'low' },
})
