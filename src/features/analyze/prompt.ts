import { readFileSync } from 'node:fs'
import { zodResponseFormat } from 'openai/helpers/zod'
import type {
  ChatCompletionContentPart,
  ChatCompletionUserMessageParam,
} from 'openai/resources/chat/completions'
import type { Config } from '../declarations.ts'
import type { BatchRequest } from '../../ai/openai/batch-file.ts'
import { lowDetailTokens, textTokens } from '../../ai/openai/tokens.ts'
import { answerSchema } from './insights.ts'
import type { ProfileFacts } from './store/profile-facts.ts'
import type { StoredImage } from '../../media/media-store.ts'

/**
 * The version of what a model is asked: the folder of the system part, the form of the user part,
 * and the schema. It is stored with every answer; a change of one of them is a new version.
 */
export const PROMPT_VERSION = '3'

/** The system part. It has nothing of a creator: captions are data, not instructions. */
export function readSystemPrompt(): string {
  const file = new URL(`prompts/v${PROMPT_VERSION}/system.md`, import.meta.url)
  return readFileSync(file, 'utf8').trimEnd()
}

const ANSWER_TOKENS = 4_000
/** Reasoning counts as output; with too few tokens an answer is cut off, and paid for. */
const REASONING_TOKENS = 25_000

type PromptConfig = Pick<Config, 'openaiReasoningEffort' | 'aiSections'>

/** Makes the request for each profile. The parts that all share are built once. */
export function createRequestWriter(
  config: PromptConfig,
  model: string,
): (facts: ProfileFacts, images?: readonly StoredImage[]) => Omit<BatchRequest, 'customId'> {
  const effort = config.openaiReasoningEffort
  const schema = answerSchema({ sections: config.aiSections, promptVersion: PROMPT_VERSION })
  const system = { role: 'system' as const, content: readSystemPrompt() }
  const shared = {
    model,
    response_format: zodResponseFormat(schema, 'creator_insights'),
    max_completion_tokens: ANSWER_TOKENS + (effort === 'none' ? 0 : REASONING_TOKENS),
    reasoning_effort: effort,
  }
  const sharedBytes = Buffer.byteLength(JSON.stringify([shared, system]))
  return (facts, images = []) => {
    // Facts as JSON and nothing else, so that no text of a creator can leave the data.
    const text = JSON.stringify(facts)
    const user = { role: 'user', content: userContent(text, images) } as const
    return {
      body: { ...shared, messages: [system, user] },
      promptTokens: images.reduce(
        (sum, image) => sum + lowDetailTokens(image, model),
        textTokens(sharedBytes + Buffer.byteLength(text)),
      ),
    }
  }
}

/** The content of the user message: the text, then the pictures if there are any. */
function userContent(
  text: string,
  images: readonly StoredImage[],
): ChatCompletionUserMessageParam['content'] {
  if (images.length === 0) return text
  return [{ type: 'text', text }, ...images.map(imagePart)]
}

/**
 * Puts a picture into the request itself: an address on the content network ends before a batch may
 * be run.
 */
const imagePart = ({ base64 }: StoredImage): ChatCompletionContentPart => ({
  type: 'image_url',
  // Without it, the newest models read every pixel, and count them.
  image_url: { url: `data:image/jpeg;base64,${base64}`, detail: 'low' },
})
