import type { DraftAnswer } from '../../src/features/catalog/extract/answer.ts'

const THINGS = ['Ankara dress', 'Kitenge bag', 'Leather sandals', 'Clay mug', 'Woven basket']

/** Returns the caption of a shop's nth post; no two sell the same. */
export function sellingCaption(n: number): string {
  const name = `${THINGS[n % THINGS.length] ?? ''} no ${n}`
  return `${name}. KES ${500 + n}, DM to order`
}

const CAPTION = /^(.+ no \d+)\. (KES (\d+)),/

/** Returns the answer of a truthful model about such a post. */
export function answerAbout(userText: string): DraftAnswer | undefined {
  const [, name = '', quote = '', price = ''] = CAPTION.exec(captionIn(userText)) ?? []
  if (name === '') return undefined
  const nowhere = { caption: null, picture: null }
  return {
    is_product: true,
    reason: '',
    products: [
      {
        name,
        description: `We sell: ${name}`,
        price: `${price}.00`,
        currency: 'KES',
        compare_at_price: null,
        category: null,
        tags: [],
        variants: [],
        pictures: [1],
        confidence: 0.95,
        evidence: {
          name: { caption: name, picture: null },
          price: { caption: quote, picture: null },
          compare_at_price: nowhere,
        },
      },
    ],
  }
}

function captionIn(userText: string): string {
  if (!userText.startsWith('{')) return ''
  const request: unknown = JSON.parse(userText)
  if (typeof request !== 'object' || request === null || !('caption' in request)) return ''
  return typeof request.caption === 'string' ? request.caption : ''
}
