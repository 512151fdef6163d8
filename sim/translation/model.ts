import { z } from 'zod'
import { pseudoTranslate } from './pseudo.ts'

const TranslationRequest = z.object({ to: z.string(), texts: z.array(z.string()) })

/**
 * Returns the answer of a model that is asked to translate: each text translated, with its elements
 * unchanged. Undefined for any other question.
 */
export function modelTranslation(userText: string): { texts: string[] } | undefined {
  const { data } = TranslationRequest.safeParse(parsed(userText))
  const language = /\((\w+)\)$/.exec(data?.to ?? '')?.[1]
  if (!data || language === undefined) return undefined
  const spoken = (text: string): string =>
    text
      .split(/(<x id="\d+">[^<]*<\/x>|&[a-z]+;)/)
      .map((part, place) => (place % 2 === 1 ? part : pseudoTranslate(part, language)))
      .join('')
  return { texts: data.texts.map(spoken) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
