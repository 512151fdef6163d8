import { createHash } from 'node:crypto'
import { z } from 'zod'
import { listed, type GoogleWire } from './google-wire.ts'

const LanguageList = z.object({
  data: z.object({ languages: z.array(z.object({ language: z.string() })) }),
})
const Answer = z.object({
  data: z.object({ translations: z.array(z.object({ translatedText: z.string() })) }),
})

/** Version 2, which takes an API key. */
export function googleV2(
  baseUrl: string,
  apiKey: string,
): GoogleWire<z.output<typeof LanguageList>, z.output<typeof Answer>> {
  const url = `${baseUrl}/language/translate/v2`
  return {
    fingerprint: createHash('sha256').update(`${url} ${apiKey}`).digest('hex').slice(0, 16),
    // Sent in a header: URLs end up in logs.
    headers: async () => await Promise.resolve({ 'x-goog-api-key': apiKey }),
    languages: {
      method: 'GET',
      url: `${url}/languages`,
      answer: LanguageList,
      read: ({ data }) => data.languages.map(({ language }) => listed(language)),
    },
    translate: ({ texts, isHtml, from, to }) => ({
      method: 'POST',
      url,
      json: { q: texts, source: from, target: to, format: isHtml ? 'html' : 'text' },
      answer: Answer,
      read: ({ data }) => data.translations.map(({ translatedText }) => translatedText),
    }),
  }
}
