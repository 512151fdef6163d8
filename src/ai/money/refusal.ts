import type { Logger } from '../../base/log.ts'
import { OpenAiRefusedError } from '../openai/errors.ts'
import { placeHold } from './hold.ts'
import type { AiServices } from '../services.ts'

/** Stops sending when this is OpenAI's refusal of key, quota or model; gives whether it is. */
export async function holdIfRefused(
  { services, log }: { services: Pick<AiServices, 'db' | 'config'>; log: Logger },
  thrown: unknown,
): Promise<boolean> {
  if (!(thrown instanceof OpenAiRefusedError)) return false
  const { db, config } = services
  const { code, message } = thrown
  const refusal = { code, message, model: config.openaiModel }
  const isNews = await db.transaction().execute(async (tx) => await placeHold(tx, config, refusal))
  if (isNews) log.error({ code, err: thrown }, 'sending to OpenAI is refused')
  return true
}
