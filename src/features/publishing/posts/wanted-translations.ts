import type { Formality } from '../../../platforms/ports/translation/translator.ts'
import { usualFormalities } from './formalities.ts'
import type { PlannedAccount } from './plan.ts'
import type { CaptionRow } from './store/captions.ts'

/** A caption for a language, or for accounts of it that address their readers otherwise. */
export type WantedTranslation = {
  language: string
  formality: Formality
  accounts: string[] | null
}

/**
 * Languages of accounts that get a translation: nothing is translated for those that get the
 * caption as it is written, or a caption of a person's. Of such a caption the first comment may be
 * missing.
 */
export function wantedTranslations(
  own: string,
  accounts: readonly PlannedAccount[],
  captions: readonly CaptionRow[],
): WantedTranslation[] {
  const written = captions.filter(({ service }) => service === 'person')
  const isWritten = (account: PlannedAccount): boolean =>
    written.some(
      (caption) => caption.publishing_account_id === account.id && !lacksComment(caption, account),
    )
  const readers = accounts.filter(
    (account) =>
      account.language !== own &&
      account.origin !== 'as_is' &&
      !isWritten(account) &&
      !written.some(
        (caption) => caption.language === account.language && !lacksComment(caption, account),
      ),
  )
  const wants: WantedTranslation[] = []
  for (const [language, usual] of usualFormalities(accounts)) {
    if (!readers.some((account) => account.language === language)) continue
    wants.push({ language, formality: usual, accounts: null })
    const others = readers.filter(
      (account) => account.language === language && account.formality !== usual,
    )
    for (const formality of new Set(others.map((account) => account.formality))) {
      const ids = others.flatMap((account) => (account.formality === formality ? account.id : []))
      wants.push({ language, formality, accounts: ids })
    }
  }
  return wants.toSorted((a, b) => a.language.localeCompare(b.language))
}

/** Whether a person's caption of the post's text waits for its first comment alone. */
const lacksComment = (caption: CaptionRow, { origin }: PlannedAccount): boolean =>
  caption.is_current && caption.comment === null && origin === 'missing'
