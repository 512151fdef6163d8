import { startReceiverServer } from '../receivers/receiver-server.ts'
import { answerDeepl } from './deepl.ts'
import {
  createTranslationFaults,
  type TranslationFaultOrder,
  type TranslationFaults,
} from './faults.ts'
import { answerGoogle } from './google.ts'
import { createServiceAccounts } from './service-accounts.ts'

type TranslationRequest = { service: 'deepl' | 'google'; path: string; text: string }

export type TranslationStandIn = {
  /** Replaces `https://api-free.deepl.com` and `https://translation.googleapis.com`. */
  url: string
  deeplKey: string
  googleKey: string
  /** Returns the content of the key file of a new service account. */
  googleKeyFile(): Record<string, string>
  /** How many tokens service accounts got. */
  googleTokens(): number
  /** Every request so far, with its body as text. */
  requests(): readonly TranslationRequest[]
  fail(order: TranslationFaultOrder): void
  clear: TranslationFaults['clear']
  close(): Promise<void>
}

const GOOGLE = /^\/(?:language|v3\/projects|token)\b/

/** The stand-in for DeepL and Google's Cloud Translation, on one loopback port. */
export async function startTranslationStandIn(): Promise<TranslationStandIn> {
  const deepl = { key: 'deepl-key-of-the-stand-in:fx', characters: 0 }
  const accounts = createServiceAccounts()
  const google = { key: 'google-key-of-the-stand-in', accounts }
  const requests: TranslationRequest[] = []
  const faults = createTranslationFaults()
  const { url, close } = await startReceiverServer((incoming) => {
    const { path, method, text } = incoming
    const service = GOOGLE.test(path) ? 'google' : 'deepl'
    requests.push({ service, path, text })
    const fault = faults.take(service, method === 'GET')
    return service === 'google'
      ? answerGoogle(incoming, google, fault)
      : answerDeepl(incoming, deepl, fault)
  })
  return {
    url,
    deeplKey: deepl.key,
    googleKey: google.key,
    googleKeyFile: () => accounts.keyFile(url),
    googleTokens: () => accounts.issued(),
    requests: () => requests,
    fail: (order) => faults.order(order),
    clear: () => faults.clear(),
    close,
  }
}
