import type { ApiClient } from '../../../../console/api.ts'
import { formatsOf } from '../../../../console/formats.ts'
import {
  translator,
  withShared,
  type KeysOf,
  type Translate,
} from '../../../../console/messages.ts'
import type { PageContext } from '../../../../console/page.ts'
import { creatorWords } from '../../../../console/words/creators.ts'
import { findLanguage } from '../../../../base/languages.ts'
import { creatorPageWords } from '../../../../console/words/creator-page.ts'
import type { Share } from '../../fields/share.ts'
import type { TeamProfile } from '../../fields/links.ts'
import { messages } from '../../texts/report/index.ts'

const shared = { creator: creatorPageWords, word: creatorWords }
type Key = KeysOf<typeof messages, typeof shared>
const all = withShared(messages, shared)

/** A page of a link in the language of its reader. */
export type Outside = PageContext & {
  t: Translate<Key>
  team: TeamProfile
  /** The path of the link. */
  base: string
}

/** The report that a link opens. */
export type Report = Outside & {
  /** Calls operations as the link. */
  api: ApiClient
  share: Share
  /** The creators that it shows now. */
  creators: readonly string[]
}

/** Chooses the language: that of the address, else of the link, else of the browser. */
export function outsidePage(
  page: PageContext,
  { share, team, base }: { share: Share | undefined; team: TeamProfile; base: string },
): Outside {
  const chosen = findLanguage(page.c.req.query('language') ?? share?.language)
  const language = chosen ?? page.language
  return {
    ...page,
    language,
    formats: formatsOf(language, page.timeZone),
    t: translator(language, all),
    team,
    base,
  }
}
