import { z } from 'zod'
import english from './profiles/en.json' with { type: 'json' }
import kazakh from './profiles/kk.json' with { type: 'json' }
import russian from './profiles/ru.json' with { type: 'json' }
import {
  factsOf,
  LANGUAGES,
  type LabelledProfile,
  type Labels,
  type Sketch,
} from './labelled-profile.ts'

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

const Profiles = z.array(
  z.strictObject({
    id: z.string(),
    language: z.enum(LANGUAGES),
    kind: z.enum(['plain', 'hostile', 'sensitive']),
    /** The specific part of a profile; a test compares labels with the fields of an answer. */
    facts: z.custom<Sketch>(isObject),
    labels: z.custom<Labels>(isObject),
    forbidden: z.array(z.string()),
  }),
)

/** All names, places and stories are invented. */
const read = (file: unknown): LabelledProfile[] =>
  Profiles.parse(file).map((profile) => ({ ...profile, facts: factsOf(profile.facts) }))

const [englishProfiles, kazakhProfiles] = [read(english), read(kazakh)]

/** The labelled set with alternating languages, so that any first part has every language. */
export const LABELLED_PROFILES: readonly LabelledProfile[] = read(russian).flatMap((each, place) =>
  [each, kazakhProfiles[place], englishProfiles[place]].filter((profile) => profile !== undefined),
)
