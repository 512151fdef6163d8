import type { Tx } from '../../../db/handles.ts'
import type { Formality } from '../../../platforms/ports/translation/translator.ts'
import type { Services } from '../../services.ts'
import { isMachineText, storeCorrection } from '../translations/store/translations.ts'
import { listCandidates } from './store/candidates.ts'
import { captionLanguage } from './caption-language.ts'
import type { CaptionKey } from './store/captions.ts'
import { usualFormalities } from './formalities.ts'
import type { PostRow } from './store/posts/posts.ts'

/**
 * Stores a caption and a first comment that a person has confirmed as the translations of the
 * post's texts, so that they are offered for the same texts again; but not a text that is a
 * machine's word for word.
 */
export async function keepCorrection(
  tx: Tx,
  { erasures, config }: Pick<Services, 'erasures' | 'config'>,
  post: PostRow,
  { key, text, comment }: { key: CaptionKey; text: string; comment: string | null },
): Promise<void> {
  const from = captionLanguage(post).language
  if (from === null) return
  const to = await readersOf(tx, config, post, { key, from })
  if (!to) return
  const pairs = [
    { source: post.caption, written: text },
    { source: post.first_comment ?? '', written: comment ?? '' },
  ]
  for (const { source, written } of pairs) {
    if (source.trim() === '' || written.trim() === '') continue
    const translation = { text: source, from, to: to.language, formality: to.formality }
    const isMachine = await isMachineText(tx, translation, written)
    if (!isMachine) await storeCorrection(tx, { erasures }, translation, written)
  }
}

/**
 * Whom a caption is written for. What is one account's alone is no translation for others, unless
 * it is addressed otherwise.
 */
async function readersOf(
  tx: Tx,
  config: Services['config'],
  post: PostRow,
  { key, from }: { key: CaptionKey; from: string },
): Promise<{ language: string; formality: Formality } | null> {
  const accounts = await listCandidates(tx, post.id, config)
  const usual = usualFormalities(accounts)
  if (key.language !== null)
    return { language: key.language, formality: usual.get(key.language) ?? 'default' }
  const account = accounts.find(({ id }) => id === key.accountId)
  if (!account || account.language === null || account.language === from) return null
  const { language, formality } = account
  return formality === usual.get(language) ? null : { language, formality }
}
