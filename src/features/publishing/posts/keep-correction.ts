import type { Tx } from '../../../db/database.ts'
import type { Formality } from '../../../platforms/translator.ts'
import type { Services } from '../../manifest.ts'
import { isMachineText, storeCorrection } from '../translations/translations-store.ts'
import { listCandidates } from './candidates.ts'
import type { CaptionKey } from './captions-store.ts'
import { usualFormalities } from './formalities.ts'
import type { PostRow } from './posts-store.ts'

/**
 * Keeps a caption that a person has confirmed as the translation of the post's text, so that it is offered for the same
 * text again; not one that is a machine's word for word.
 */
export async function keepCorrection(
  tx: Tx,
  { erasures, config }: Pick<Services, 'erasures' | 'config'>,
  post: PostRow,
  { key, text }: { key: CaptionKey; text: string },
): Promise<void> {
  const { language: from, caption: source } = post
  if (from === null || source.trim() === '' || text.trim() === '') return
  const to = await readersOf(tx, config, post, key)
  if (!to) return
  const translation = { text: source, from, to: to.language, formality: to.formality }
  if (await isMachineText(tx, translation, text)) return
  await storeCorrection(tx, { erasures }, translation, text)
}

/** Whom a caption is written for. What is one account's alone is no translation for others, unless it is addressed otherwise. */
async function readersOf(
  tx: Tx,
  config: Services['config'],
  post: PostRow,
  key: CaptionKey,
): Promise<{ language: string; formality: Formality } | null> {
  const accounts = await listCandidates(tx, post.id, config)
  const usual = usualFormalities(accounts)
  if (key.language !== null)
    return { language: key.language, formality: usual.get(key.language) ?? 'default' }
  const account = accounts.find(({ id }) => id === key.accountId)
  if (!account || account.language === null || account.language === post.language) return null
  const { language, formality } = account
  return formality === usual.get(language) ? null : { language, formality }
}
