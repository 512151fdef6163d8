import { z } from 'zod'
import { setting } from '../../settings/setting.ts'
import type { Declaration } from '../declaration.ts'
import { PROJECT_COMMANDS } from './project-commands.ts'

export const projectsDeclaration = {
  name: 'projects',
  settings: {
    Projects: {
      projectTag: setting(
        'GRAMD_PROJECT_TAG',
        z
          .string()
          // It has nothing that means something in a regular expression.
          .regex(
            /^#[\p{L}\p{N}_]{1,40}$/u,
            'expected a hashtag of letters and digits, as in #gramd',
          )
          .default('#gramd'),
        'The beginning of the tag in a caption that binds a post to a version, as in #gramd:proj:ID:v:3.',
      ),
    },
  },
  commands: PROJECT_COMMANDS,
} as const satisfies Declaration
