import type { Translated, TranslationOrder } from '../ports/translation/translator.ts'

/** Sends the texts of an order in as few requests as the service allows. */
export async function inChunks(
  order: TranslationOrder,
  most: number,
  send: (chunk: TranslationOrder) => Promise<Translated>,
): Promise<Translated> {
  let all: Translated = { texts: [], billedCharacters: 0, costUsd: null }
  for (let start = 0; start < order.texts.length; start += most) {
    const part = await send({ ...order, texts: order.texts.slice(start, start + most) })
    const [before, more] = [all.billedCharacters, part.billedCharacters]
    all = {
      texts: [...all.texts, ...part.texts],
      billedCharacters: before === null || more === null ? null : before + more,
      costUsd: null,
    }
  }
  return all
}
