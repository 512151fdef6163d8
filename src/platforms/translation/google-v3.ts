import { createHash, createSign } from 'node:crypto'
import { z } from 'zod'
import type { GoogleCredentials } from '../../settings/translation.ts'
import { listed, type GoogleWire } from './google-wire.ts'
import { request, type RequestOptions } from './request.ts'

const LanguageList = z.object({
  languages: z.array(
    z.object({
      languageCode: z.string(),
      supportSource: z.boolean().default(false),
      supportTarget: z.boolean().default(false),
    }),
  ),
})
const Answer = z.object({ translations: z.array(z.object({ translatedText: z.string() })) })
const Token = z.object({ access_token: z.string(), expires_in: z.number().default(3_600) })

const SCOPE = 'https://www.googleapis.com/auth/cloud-translation'
/** A token that expires within this time is no longer used. */
const SPARE_MS = 5 * 60_000

/** Version 3, for a service account: its key signs for a token of an hour. */
export function googleV3(
  baseUrl: string,
  credentials: GoogleCredentials,
  options: RequestOptions,
): GoogleWire<z.output<typeof LanguageList>, z.output<typeof Answer>> {
  const { project_id, client_email, private_key } = credentials
  const parent = `${baseUrl}/v3/projects/${encodeURIComponent(project_id)}/locations/global`
  let token = { text: '', endsAt: 0 }
  return {
    fingerprint: createHash('sha256')
      .update(`${parent} ${client_email} ${private_key}`)
      .digest('hex')
      .slice(0, 16),
    async headers(signal) {
      if (token.endsAt - SPARE_MS < Date.now()) token = await newToken(credentials, options, signal)
      return { authorization: `Bearer ${token.text}`, 'x-goog-user-project': project_id }
    },
    languages: {
      method: 'GET',
      url: `${parent}/supportedLanguages`,
      answer: LanguageList,
      read: ({ languages }) =>
        languages.map(({ languageCode, supportSource, supportTarget }) =>
          listed(languageCode, supportSource, supportTarget),
        ),
    },
    translate: ({ texts, isHtml, from, to }) => ({
      method: 'POST',
      url: `${parent}:translateText`,
      json: {
        contents: texts,
        mimeType: isHtml ? 'text/html' : 'text/plain',
        sourceLanguageCode: from,
        targetLanguageCode: to,
      },
      answer: Answer,
      read: ({ translations }) => translations.map(({ translatedText }) => translatedText),
    }),
  }
}

async function newToken(
  { client_email: issuer, private_key: key, token_uri: url }: GoogleCredentials,
  options: RequestOptions,
  signal: AbortSignal,
): Promise<{ text: string; endsAt: number }> {
  const now = Date.now()
  const issued = Math.floor(now / 1_000)
  const claims = { iss: issuer, scope: SCOPE, aud: url, iat: issued, exp: issued + 3_600 }
  const unsigned = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signature = createSign('RSA-SHA256').update(unsigned).sign(key, 'base64url')
  const answer = await request(
    {
      service: 'Google',
      method: 'POST',
      url,
      headers: {},
      form: {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: `${unsigned}.${signature}`,
      },
      answer: Token,
      faultOf: (status) => (status === 429 ? 'rate_limited' : 'key_refused'),
      signal,
    },
    options,
  )
  return { text: answer.access_token, endsAt: now + answer.expires_in * 1_000 }
}
