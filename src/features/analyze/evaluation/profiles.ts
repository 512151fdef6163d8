import type { LabelledProfile } from './labelled-profile.ts'
import { ENGLISH_PROFILES } from './profiles-en.ts'
import { KAZAKH_PROFILES } from './profiles-kk.ts'
import { RUSSIAN_PROFILES } from './profiles-ru.ts'

/** The labelled set, the languages by turns, so that the first ones are of every language. */
export const LABELLED_PROFILES: readonly LabelledProfile[] = RUSSIAN_PROFILES.flatMap(
  (each, place) =>
    [each, KAZAKH_PROFILES[place], ENGLISH_PROFILES[place]].filter(
      (profile) => profile !== undefined,
    ),
)
