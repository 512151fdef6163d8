import { evidenceFault } from '../../src/features/analyze/evidence.ts'
import { checkEvidence } from '../../src/features/catalog/text/evidence.ts'
import { findAdvertising } from '../../src/features/scrape/advertising/find-advertising.ts'
import { asHtml, asXml } from '../../src/platforms/ports/translation/translation-markup.ts'

const named = { mentions: ['asel'], sponsors: ['asel'], isPaidPartnership: true }

/** Readers whose first parameter is no text, but has texts in it. */
export const OTHER_READERS: readonly (readonly [string, (text: string) => unknown])[] = [
  ['findAdvertising', (text) => findAdvertising({ captionText: text, ...named }, 'author')],
  ['asHtml', (text) => asHtml([text, { mark: 1, shows: text }])],
  ['asXml', (text) => asXml([text, { mark: 1, shows: text }])],
  [
    'evidenceFault',
    (text) =>
      evidenceFault(
        { field: 'a', quote: text.slice(0, 300), post_id: null },
        { texts: [text], names: new Set(), posts: new Map(), words: new Map() },
      ),
  ],
  [
    'checkEvidence',
    (text) => {
      const evidence = { kind: 'caption', text: text.slice(0, 300) } as const
      return checkEvidence({ caption: text, pictures: 0, value: 'a', evidence, field: 'text' })
    },
  ],
]
