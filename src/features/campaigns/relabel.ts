import type { Tx } from '../../db/handles.ts'
import { labelOf, wordsFor } from './label.ts'
import { resultsInWords, storeLabels } from './store/results.ts'

/** Reads the labels in words of a campaign's results again, after what counts has changed. */
export async function relabel(tx: Tx, listId: string): Promise<void> {
  const results = await resultsInWords(tx, listId)
  const labels = results.flatMap(({ id, caption, label, promise, disclosures }) => {
    const found = labelOf(
      { caption, isPaidPartnership: null, sponsors: [] },
      { words: wordsFor(promise, disclosures) },
    )
    return found.label === label ? [] : [{ id, label: found.label, label_quote: found.quote }]
  })
  await storeLabels(tx, labels)
}
